package org.mailback.event;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import java.io.StringReader;
import java.util.List;
import java.util.Map;

/**
 * One message of the topic.
 *
 * @param producer a node, from its start to its end
 * @param number counts the producer's parcels from 1, so that one that got lost is noticed
 * @param happenings none in a parcel that only tells the number
 */
record Parcel(String producer, long number, List<Happening> happenings) {

    /** Looked up once: {@code Json.createObjectBuilder()} searches the class path for its provider each time. */
    private static final JsonBuilderFactory BUILDERS = Json.createBuilderFactory(Map.of());

    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());

    String text() {
        var items = BUILDERS.createArrayBuilder();
        for (var happening : happenings) {
            var item =
                    BUILDERS.createObjectBuilder().add("type", happening.type()).add("json", happening.json());
            if (happening.accountId() != null) {
                item.add("account", happening.accountId());
            }
            items.add(item);
        }
        return BUILDERS.createObjectBuilder()
                .add("producer", producer)
                .add("number", number)
                .add("happenings", items)
                .build()
                .toString();
    }

    /** @throws JsonException if it is none, for example one of another version */
    static Parcel of(String text) {
        try (var reader = READERS.createReader(new StringReader(text))) {
            var parcel = reader.readObject();
            return new Parcel(
                    parcel.getString("producer"),
                    parcel.getJsonNumber("number").longValue(),
                    parcel.getJsonArray("happenings").getValuesAs(JsonObject.class).stream()
                            .map(Parcel::happening)
                            .toList());
        } catch (NullPointerException | ClassCastException e) {
            throw new JsonException("not a parcel", e);
        }
    }

    private static Happening happening(JsonObject item) {
        var account = item.getJsonNumber("account");
        return new Happening(
                item.getString("type"), account == null ? null : account.longValue(), item.getString("json"));
    }
}
