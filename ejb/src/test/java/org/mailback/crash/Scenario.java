package org.mailback.crash;

/** What a user, another client and a server do; the same in every run but for the crashes. */
interface Scenario {

    /** What the server holds before the account is connected. */
    void given(World world);

    void play(World world);
}
