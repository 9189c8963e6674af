package org.mailback.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The EAR that Maven built, with {@link StubProvider} among its beans. */
final class StubbedEar {

    private static final String BEANS = "mailback-ejb.jar";
    private static final String STUB = StubProvider.class.getName().replace('.', '/') + ".class";

    private StubbedEar() {}

    static Path in(Path directory) throws IOException {
        var copy = directory.resolve("stubbed.ear");
        try (var original = Files.newInputStream(Path.of(System.getProperty("mailback.ear")));
                var out = Files.newOutputStream(copy)) {
            copy(original, out, false);
        }
        return copy;
    }

    private static void copy(InputStream from, OutputStream to, boolean withStub) throws IOException {
        var in = new ZipInputStream(from);
        var out = new ZipOutputStream(to);
        for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            out.putNextEntry(new ZipEntry(entry.getName()));
            if (entry.getName().equals(BEANS)) {
                var jar = new ByteArrayOutputStream();
                copy(new ByteArrayInputStream(in.readAllBytes()), jar, true);
                jar.writeTo(out);
            } else {
                in.transferTo(out);
            }
        }
        if (withStub) {
            out.putNextEntry(new ZipEntry(STUB));
            try (var stub = StubbedEar.class.getResourceAsStream("/" + STUB)) {
                stub.transferTo(out);
            }
        }
        out.finish();
    }
}
