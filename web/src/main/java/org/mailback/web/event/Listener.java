package org.mailback.web.event;

import org.mailback.event.Scope;
import org.mailback.web.session.SignedIn;

/** Who listens, and in which session. */
record Listener(SignedIn signedIn, String sessionId, Scope scope) {}
