package org.mailback.browser;

import java.util.concurrent.atomic.AtomicInteger;
import org.mailback.server.ApiClient;
import org.mailback.server.TestWorld;

/** A user of Mailback, made for one test; the password is {@link ApiClient#PASSWORD}. */
record Owner(String name, ApiClient api) {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** A user whose name begins so. */
    static Owner create(String name) {
        var fresh = name + "." + NUMBERS.incrementAndGet();
        return new Owner(fresh, ApiClient.newUser(TestWorld.url(), fresh));
    }
}
