package org.mailback.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buffers are no matter of time: the benchmark's goal holds for few as well, and its statements are those of today. */
class ClaimBenchTest {

    @Test
    void a_claim_reads_no_more_when_more_is_pending(@TempDir Path directory) throws Exception {
        var report = new Report(new PrintStream(OutputStream.nullOutputStream()), directory);

        new ClaimBench(10_000, 200_000).run(report);

        assertThat(report.figures()).hasSize(2).allMatch(Figure::isMet);
    }
}
