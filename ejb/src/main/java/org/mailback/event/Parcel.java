package org.mailback.event;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;

/**
 * One message of the topic.
 *
 * @param producer a node, from its start to its end
 * @param number counts the producer's parcels from 1, so that one that got lost is noticed
 * @param happenings none in a parcel that only tells the number
 */
record Parcel(String producer, long number, List<Happening> happenings) {

    String text() {
        var items = Json.createArrayBuilder();
        for (var happening : happenings) {
            var item = Json.createObjectBuilder().add("type", happening.type()).add("json", happening.json());
            if (happening.accountId() != null) {
                item.add("account", happening.accountId());
            }
            items.add(item);
        }
        return Json.createObjectBuilder()
                .add("producer", producer)
                .add("number", number)
                .add("happenings", items)
                .build()
                .toString();
    }

    /** @throws JsonException if it is none, for example one of another version */
    static Parcel of(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
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
