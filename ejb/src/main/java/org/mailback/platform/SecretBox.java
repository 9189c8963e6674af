package org.mailback.platform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts short secrets with AES-256-GCM (NIST SP 800-38D): a random 12-octet nonce, then the text and its 16-octet tag.
 * The key's id is kept beside each secret, so that keys can rotate: new secrets use the current key, old ones stay readable.
 */
public final class SecretBox {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final String currentId;
    private final Map<String, SecretKeySpec> keys = new HashMap<>();

    /** A secret and the id of the key that opens it. */
    public record Sealed(byte[] text, String keyId) {}

    /**
     * @param current {@code id:base64 of 32 octets}
     * @param old further keys in the same form, comma-separated, or empty
     * @throws IllegalStateException if a key is not of this form
     */
    public SecretBox(String current, String old) {
        this.currentId = add(current.strip());
        Arrays.stream(old.split(","))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .forEach(this::add);
    }

    private String add(String idAndKey) {
        int colon = idAndKey.indexOf(':');
        byte[] key;
        try {
            key = Base64.getDecoder().decode(idAndKey.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("mailback.secret.key is not base64", e);
        }
        if (colon < 1 || key.length != 32) {
            throw new IllegalStateException(
                    "mailback.secret.key must be an id, a colon and the base64 of 32 octets, for example k1:$(openssl rand -base64 32)");
        }
        var id = idAndKey.substring(0, colon);
        keys.put(id, new SecretKeySpec(key, "AES"));
        return id;
    }

    /** @param context what the secret belongs to; the same is needed to open it, so that it cannot be moved elsewhere */
    public Sealed seal(String secret, String context) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        var text = crypt(Cipher.ENCRYPT_MODE, currentId, nonce, secret.getBytes(StandardCharsets.UTF_8), context);
        return new Sealed(
                ByteBuffer.allocate(NONCE + text.length).put(nonce).put(text).array(), currentId);
    }

    /** @throws IllegalStateException if the key is not known any more, or the text was changed */
    public String open(Sealed sealed, String context) {
        var nonce = Arrays.copyOf(sealed.text(), NONCE);
        var text = Arrays.copyOfRange(sealed.text(), NONCE, sealed.text().length);
        return new String(crypt(Cipher.DECRYPT_MODE, sealed.keyId(), nonce, text, context), StandardCharsets.UTF_8);
    }

    /** Fails at once rather than at the first password if the key cannot be used on this machine. */
    void check() {
        open(seal("check", "check"), "check");
    }

    private byte[] crypt(int mode, String keyId, byte[] nonce, byte[] input, String context) {
        var key = keys.get(keyId);
        if (key == null) {
            throw new IllegalStateException(
                    "no key with the id " + keyId + " in mailback.secret.key or mailback.secret.old-keys");
        }
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored secret cannot be read with the key " + keyId, e);
        }
    }
}
