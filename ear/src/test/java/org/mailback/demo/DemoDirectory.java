package org.mailback.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The directory of everything that survives a restart, held by one demo at a time. */
final class DemoDirectory implements AutoCloseable {

    private static final int KEY_OCTETS = 32;

    private final Path path;
    private final FileChannel lock;

    private DemoDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    static DemoDirectory open(Path path) {
        try {
            Files.createDirectories(path);
            if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
            var lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!held(lock)) {
                lock.close();
                throw new DemoProblem("another demo is running in " + path
                        + "; stop it first, or set MAILBACK_DEMO_DIR to another directory.");
            }
            return new DemoDirectory(path, lock);
        } catch (IOException e) {
            throw new DemoProblem(
                    "the directory " + path + " cannot be used: " + e + "; set MAILBACK_DEMO_DIR to another one.", e);
        }
    }

    /** The operating system gives the lock back when this process ends, however it does. */
    private static boolean held(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    Path subdirectory(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The key that the demo's account passwords are encrypted with, made at the first start. */
    String secretKey() {
        var file = path.resolve("secret.key");
        try {
            if (!Files.exists(file)) {
                var key = new byte[KEY_OCTETS];
                new SecureRandom().nextBytes(key);
                Files.writeString(file, "demo:" + Base64.getEncoder().encodeToString(key));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new DemoProblem("the key in " + file + " cannot be read: " + e, e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
