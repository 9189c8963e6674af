package org.mailback.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.mailback.server.WildFlyNode;

/** What a node's JVM holds in its heap after everything that is garbage was collected. */
final class Heap {

    private final WildFlyNode node;

    Heap(WildFlyNode node) {
        this.node = node;
    }

    /** In octets. */
    double live() throws IOException {
        var pid = Long.toString(node.pid());
        tool("jcmd", pid, "GC.run");
        var lines = tool("jstat", "-gc", pid).strip().split("\n");
        var names = lines[0].strip().split(" +");
        var values = lines[1].strip().split(" +");
        Map<String, Double> used = new HashMap<>();
        for (int i = 0; i < names.length; i++) {
            if (names[i].matches("S0U|S1U|EU|OU")) {
                used.put(names[i], Double.parseDouble(values[i].replace(',', '.')));
            }
        }
        return 1024 * used.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static String tool(String... command) throws IOException {
        command[0] = Path.of(System.getProperty("java.home"), "bin", command[0]).toString();
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
