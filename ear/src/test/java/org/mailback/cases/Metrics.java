package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** A node's {@code /metrics} as a collector reads them: every sample by its name and labels, without the deployment's. */
final class Metrics {

    private static final Pattern SAMPLE = Pattern.compile("(?m)^(mailback_\\w+)(\\{[^}]*})? (\\S+)$");

    private final URI page;
    private final HttpClient http = HttpClient.newHttpClient();

    Metrics(URI management) {
        page = management.resolve("/metrics");
    }

    Map<String, Double> collect() {
        var samples = new HashMap<String, Double>();
        var found = SAMPLE.matcher(text());
        while (found.find()) {
            var labels = found.group(2) == null
                    ? ""
                    : found.group(2)
                            .replaceAll("WF_DEPLOYMENT=\"[^\"]*\",?", "")
                            .replaceAll(",?}", "}");
            samples.put(found.group(1) + (labels.equals("{}") ? "" : labels), Double.valueOf(found.group(3)));
        }
        return samples;
    }

    double value(String sample) {
        var samples = collect();
        assertThat(samples).containsKey(sample);
        return samples.get(sample);
    }

    void becomes(String sample, double value) {
        await(sample)
                .atMost(Scenario.PATIENCE)
                .untilAsserted(() -> assertThat(value(sample)).as(sample).isEqualTo(value));
    }

    private String text() {
        var request = HttpRequest.newBuilder(page).timeout(Scenario.PATIENCE).build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
