package org.mailback.browser;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/**
 * An npm package as mvnpm puts it into a JAR: scripts below {@code META-INF/resources/_static/<name>/<version>}, everything else
 * (for TypeScript its {@code lib.*.d.ts}) in the tar file {@code META-INF/.more.tgz}.
 */
final class NpmJar {

    private static final int BLOCK = 512;

    private NpmJar() {}

    /** Unpacks the package of that name, which must be on the class path, into {@code target}. */
    static void unpack(String name, Path target) {
        var properties = "META-INF/maven/org.mvnpm/" + name + "/pom.properties";
        var resource = NpmJar.class.getClassLoader().getResource(properties);
        if (resource == null) {
            throw new IllegalStateException("There is no JAR of the npm package " + name + " on the class path");
        }
        var path = resource.getPath();
        var jar = Path.of(URI.create(path.substring(0, path.indexOf('!'))));
        try (var files = FileSystems.newFileSystem(jar)) {
            var statics = files.getPath("META-INF/resources/_static", name);
            try (var versions = Files.list(statics)) {
                copy(versions.findFirst().orElseThrow(), target);
            }
            try (var more = Files.newInputStream(files.getPath("META-INF/.more.tgz"))) {
                untar(new DataInputStream(new GZIPInputStream(more)), target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path target) throws IOException {
        try (var all = Files.walk(from)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                write(
                        Files.newInputStream(file),
                        target.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void untar(DataInputStream tar, Path target) throws IOException {
        var header = new byte[BLOCK];
        while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
            var size = Integer.parseInt(text(header, 124, 12).strip(), 8);
            var content = tar.readNBytes(size);
            tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            if (header[156] == '0') {
                write(new ByteArrayInputStream(content), target.resolve(name(header)));
            }
        }
    }

    /** Below {@code resources/_static/<name>/<version>/}. */
    private static String name(byte[] header) {
        var prefix = text(header, 345, 155);
        var path = Path.of(prefix, text(header, 0, 100));
        return path.subpath(4, path.getNameCount()).toString();
    }

    private static String text(byte[] header, int offset, int length) {
        var end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static void write(InputStream content, Path file) throws IOException {
        try (content) {
            Files.createDirectories(file.getParent());
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
