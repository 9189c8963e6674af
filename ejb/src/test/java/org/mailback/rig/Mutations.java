package org.mailback.rig;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Spoils octets in ways that parsers have been seen to trip over. The same seed spoils in the same way. */
public final class Mutations {

    private static final int LONGEST = 200_000;

    private final Random random;
    private final List<byte[]> samples;
    private final List<byte[]> words;

    /**
     * @param samples what is spoiled
     * @param words what the language is made of
     */
    public Mutations(long seed, List<byte[]> samples, List<String> words) {
        random = new Random(seed);
        this.samples = samples;
        this.words = words.stream()
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** A sample with some things wrong. */
    public byte[] next() {
        var octets = any(samples);
        for (int spoiled = 1 << random.nextInt(5); spoiled > 0; spoiled--) {
            octets = spoil(octets);
            if (octets.length > LONGEST) {
                return Arrays.copyOf(octets, LONGEST);
            }
        }
        return octets;
    }

    private byte[] spoil(byte[] octets) {
        int from = random.nextInt(octets.length + 1);
        int to = Math.min(octets.length, from + 1 + random.nextInt(1 << random.nextInt(10)));
        return switch (random.nextInt(10)) {
            case 0 -> flipped(octets, from);
            case 1 -> joined(octets, 0, from, new byte[0], to);
            case 2 -> Arrays.copyOf(octets, from);
            case 3 -> joined(octets, 0, to, repeated(Arrays.copyOfRange(octets, from, to)), to);
            case 4 -> joined(octets, 0, from, any(words), from);
            case 5 -> joined(octets, 0, from, repeated(any(words)), from);
            case 6 -> joined(octets, 0, from, any(words), to);
            case 7 -> joined(octets, 0, from, noise(), from);
            case 8 -> spliced(octets, from);
            default -> digits(octets);
        };
    }

    private byte[] flipped(byte[] octets, int at) {
        var changed = octets.clone();
        if (at < changed.length) {
            changed[at] ^= (byte) (1 << random.nextInt(8));
        }
        return changed;
    }

    private byte[] repeated(byte[] piece) {
        var repeated = new ByteArrayOutputStream();
        for (int times = 1 << random.nextInt(12); times > 0 && repeated.size() < LONGEST / 2; times--) {
            repeated.writeBytes(piece);
        }
        return repeated.toByteArray();
    }

    private byte[] noise() {
        var noise = new byte[1 + random.nextInt(20)];
        random.nextBytes(noise);
        if (random.nextBoolean()) {
            Arrays.fill(noise, (byte) (random.nextBoolean() ? 0 : random.nextInt(256)));
        }
        return noise;
    }

    private byte[] spliced(byte[] octets, int at) {
        var other = any(samples);
        return joined(
                octets,
                0,
                at,
                Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length),
                octets.length);
    }

    /** Another number in place of one. */
    private byte[] digits(byte[] octets) {
        int start = random.nextInt(octets.length + 1);
        for (int i = 0; i < octets.length; i++) {
            int at = (start + i) % octets.length;
            if (octets[at] >= '0' && octets[at] <= '9') {
                int end = at;
                while (end < octets.length && octets[end] >= '0' && octets[end] <= '9') {
                    end++;
                }
                var numbers = List.of(
                        "0",
                        "-1",
                        "1",
                        "2147483648",
                        "4294967295",
                        "4294967296",
                        "9223372036854775808",
                        "99999999999999999999999",
                        Integer.toString(random.nextInt(100_000)));
                var number = numbers.get(random.nextInt(numbers.size())).getBytes(StandardCharsets.ISO_8859_1);
                return joined(octets, 0, at, number, end);
            }
        }
        return octets;
    }

    private static byte[] joined(byte[] octets, int from, int to, byte[] middle, int rest) {
        var joined = new ByteArrayOutputStream();
        joined.write(octets, from, to - from);
        joined.writeBytes(middle);
        joined.write(octets, rest, octets.length - rest);
        return joined.toByteArray();
    }

    private byte[] any(List<byte[]> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
