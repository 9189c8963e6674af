package org.mailback.cases;

import jakarta.json.JsonObject;

/** A message as the REST API shows it ("L"). */
record Shown(long id, String messageId, Folder folder, boolean seen, String sync) {

    record Folder(long id, String name, String role) {
        static Folder of(JsonObject json) {
            return new Folder(json.getJsonNumber("id").longValue(), json.getString("name"), json.getString("role"));
        }
    }

    static Shown of(JsonObject json, Folder folder) {
        return new Shown(
                json.getJsonNumber("id").longValue(),
                json.getString("messageId", ""),
                folder,
                json.getBoolean("seen"),
                json.getString("sync"));
    }
}
