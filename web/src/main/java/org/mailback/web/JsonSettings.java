package org.mailback.web;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/** JSON as clients rely on it: a field without a value is null and not left out, and numbers are taken exactly or not at all. */
@Provider
public class JsonSettings implements ContextResolver<Jsonb> {

    private final Jsonb jsonb = JsonbBuilder.create(new JsonbConfig()
            .withNullValues(true)
            .withDeserializers(new WholeNumbers.Long64(), new WholeNumbers.Int32()));

    @Override
    public Jsonb getContext(Class<?> type) {
        return jsonb;
    }
}
