package org.mailback.platform;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All settings, read once and validated at start; the README's table lists the same names and defaults.
 *
 * @param maxAttempts answers of the provider to one operation before it is failed
 * @param backoff first delay before an operation is tried again; doubles with each attempt, half of it jitter
 * @param backoffMax longest such delay
 * @param lease how long a claimed lane stays claimed without a sign of life
 * @param laneBackoff first delay of an account whose server is ill; doubles, half of it jitter
 * @param laneBackoffMax longest such delay
 * @param syncInterval time between two full fetches of an account
 * @param syncTimer time between two searches for due lanes
 * @param batch most operations claimed at once
 * @param fetchSlice most messages fetched before waiting operations go first
 * @param bulkLimit most ids in one bulk request
 * @param maxMessageBytes largest message that is opened, in octets
 * @param eventsKept most events that a node keeps for readers who come back
 * @param eventsBeat time between two signs of life of an event stream
 * @param eventStreams most open event streams of one user, a node
 * @param eventStreamLife how long an event stream stays open before the browser has to come back
 * @param retention how long settled operations and removed messages are kept
 * @param consoleSubjects whether administrators see the subjects of other people's messages
 */
public record Configuration(
        int maxAttempts,
        Duration backoff,
        Duration backoffMax,
        Duration lease,
        Duration laneBackoff,
        Duration laneBackoffMax,
        Duration syncInterval,
        Duration syncTimer,
        int batch,
        int fetchSlice,
        int bulkLimit,
        long maxMessageBytes,
        int eventsKept,
        Duration eventsBeat,
        int eventStreams,
        Duration eventStreamLife,
        Duration retention,
        boolean consoleSubjects) {

    /** @throws IllegalStateException naming every value that is wrong, and how */
    public static Configuration read(Function<String, Optional<String>> source) {
        var values = new Values(source);
        var configuration = new Configuration(
                values.number("mailback.operation.max-attempts", 3, 1, 100),
                values.duration("mailback.operation.backoff", "PT30S"),
                values.duration("mailback.operation.backoff-max", "PT1H"),
                values.duration("mailback.lane.lease", "PT60S"),
                values.duration("mailback.lane.backoff", "PT10S"),
                values.duration("mailback.lane.backoff-max", "PT5M"),
                values.duration("mailback.sync.interval", "PT60S"),
                values.duration("mailback.sync.timer", "PT2S"),
                values.number("mailback.sync.batch", 10_000, 1, 10_000),
                values.number("mailback.sync.fetch-slice", 500, 10, 5_000),
                values.number("mailback.bulk.limit", 10_000, 1, 100_000),
                values.number("mailback.message.max-bytes", 50_000_000, 1_000, Integer.MAX_VALUE),
                values.number("mailback.events.kept", 10_000, 1, 1_000_000),
                values.duration("mailback.events.beat", "PT15S"),
                values.number("mailback.events.streams", 20, 1, 10_000),
                values.duration("mailback.events.stream-life", "PT30M"),
                values.duration("mailback.retention", "P7D"),
                values.flag("mailback.console.subjects", true));
        values.number("mailback.sync.workers", 16, 1, 1_000);
        values.refuseWrong();
        return configuration;
    }

    private static final class Values {
        private final Function<String, Optional<String>> source;
        private final List<String> wrong = new ArrayList<>();

        Values(Function<String, Optional<String>> source) {
            this.source = source;
        }

        Duration duration(String name, String byDefault) {
            var text = source.apply(name).map(String::strip).orElse(byDefault);
            try {
                var duration = Duration.parse(text);
                if (!duration.isNegative() && !duration.isZero()) {
                    return duration;
                }
                wrong.add(name + " must be longer than nothing, not " + text);
            } catch (DateTimeParseException e) {
                wrong.add(name + " must be an ISO-8601 duration such as " + byDefault + ", not \"" + text + '"');
            }
            return Duration.ZERO;
        }

        int number(String name, int byDefault, int least, int most) {
            var text = source.apply(name).map(String::strip).orElse(Integer.toString(byDefault));
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
                wrong.add(name + " must be between " + least + " and " + most + ", not " + text);
            } catch (NumberFormatException e) {
                wrong.add(name + " must be a whole number, not \"" + text + '"');
            }
            return byDefault;
        }

        boolean flag(String name, boolean byDefault) {
            var text = source.apply(name).map(String::strip).orElse(Boolean.toString(byDefault));
            if (!text.equals("true") && !text.equals("false")) {
                wrong.add(name + " must be true or false, not \"" + text + '"');
            }
            return text.equals("true");
        }

        void refuseWrong() {
            if (!wrong.isEmpty()) {
                throw new IllegalStateException("Wrong configuration: " + String.join("; ", wrong));
            }
        }
    }
}
