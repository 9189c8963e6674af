package org.mailback.cases;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.Callable;
import org.jboss.as.arquillian.container.ManagementClient;
import org.jboss.as.controller.client.helpers.Operations;
import org.jboss.dmr.ModelNode;

/** What the node that Arquillian started holds in its memory. Garbage is collected before each look, so only what is held counts. */
final class Heap {

    private static final ModelNode MEMORY =
            new ModelNode().add("core-service", "platform-mbean").add("type", "memory");

    /** A full collection of the serial collector leaves everything here. */
    private static final ModelNode OLD = new ModelNode()
            .add("core-service", "platform-mbean")
            .add("type", "memory-pool")
            .add("name", "Tenured_Gen");

    /** A node that is asked all the time does nothing but collect. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final ManagementClient node;

    Heap(ManagementClient node) {
        this.node = node;
    }

    /** As the collection left it, not as it is when somebody looks: the node works on meanwhile. */
    double megabytes() {
        told(Operations.createOperation("gc", MEMORY));
        return told(Operations.createReadAttributeOperation(OLD, "collection-usage"))
                        .get("used")
                        .asLong()
                / 1e6;
    }

    /** The most of all looks, the last of them after the end. */
    double mostUntil(Callable<Boolean> end, Duration patience) {
        var looks = new ArrayList<Double>();
        await().atMost(patience).pollDelay(Duration.ZERO).pollInterval(PAUSE).until(() -> {
            looks.add(megabytes());
            return end.call();
        });
        looks.add(megabytes());
        return Collections.max(looks);
    }

    private ModelNode told(ModelNode operation) {
        try {
            var answer = node.getControllerClient().execute(operation);
            if (!Operations.isSuccessfulOutcome(answer)) {
                throw new IllegalStateException(String.valueOf(Operations.getFailureDescription(answer)));
            }
            return Operations.readResult(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
