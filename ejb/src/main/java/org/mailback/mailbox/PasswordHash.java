package org.mailback.mailbox;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 of a password, written {@code algorithm:iterations:salt:hash} as Jakarta Security's {@code Pbkdf2PasswordHash}
 * writes it, so that the cost can rise later and old hashes stay good. 210,000 rounds of HMAC-SHA-512 are what OWASP holds
 * equal to 600,000 of HMAC-SHA-256.
 */
final class PasswordHash {

    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int ITERATIONS = 210_000;
    private static final int SALT = 16;
    private static final int HASH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Of no password: checking against it takes as long as against a real one. */
    private static final String NOBODY = written(new byte[SALT], new byte[HASH]);

    private PasswordHash() {}

    static String of(String password) {
        var salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return written(salt, derive(ALGORITHM, password, salt, ITERATIONS, HASH));
    }

    static boolean matches(String password, String stored) {
        var parts = stored.split(":");
        if (parts.length != 4) {
            throw new IllegalStateException(
                    "a stored password hash has another form than algorithm:iterations:salt:hash");
        }
        var salt = Base64.getDecoder().decode(parts[2]);
        var hash = Base64.getDecoder().decode(parts[3]);
        return MessageDigest.isEqual(hash, derive(parts[0], password, salt, Integer.parseInt(parts[1]), hash.length));
    }

    /** For a name that nobody has, so that the time taken does not tell which names exist. */
    static void spendTheSameTime(String password) {
        matches(password, NOBODY);
    }

    private static String written(byte[] salt, byte[] hash) {
        var base64 = Base64.getEncoder();
        return ALGORITHM + ":" + ITERATIONS + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }

    private static byte[] derive(String algorithm, String password, byte[] salt, int iterations, int octets) {
        var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, octets * 8);
        try {
            return SecretKeyFactory.getInstance(algorithm).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot hash a password with " + algorithm, e);
        } finally {
            spec.clearPassword();
        }
    }
}
