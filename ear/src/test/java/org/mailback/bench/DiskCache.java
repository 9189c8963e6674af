package org.mailback.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What PostgreSQL and the operating system keep in memory of one database's files, to be thrown out. */
final class DiskCache {

    private final World world;
    private final Path files;

    DiskCache(World world) throws SQLException {
        this.world = world;
        world.execute("create extension if not exists pg_buffercache");
        var base =
                "select current_setting('data_directory') || '/base/' || oid from pg_database where datname = current_database()";
        files = Path.of(world.read(base, row -> row.getString(1)).get(0));
    }

    /**
     * Both of PostgreSQL's own cache and of the operating system's for the tables' files. What a disk or a hypervisor keeps
     * below them stays.
     */
    void clear() throws SQLException, IOException, InterruptedException {
        world.execute("checkpoint", "select pg_buffercache_evict_all()");
        var command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "for f in \"$@\"; do dd if=\"$f\" iflag=nocache count=0 status=none || exit 1; done",
                "sh"));
        try (var all = Files.list(files)) {
            all.map(Path::toString).forEach(command::add);
        }
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("dd (GNU coreutils) cannot empty the cache of " + files);
        }
    }
}
