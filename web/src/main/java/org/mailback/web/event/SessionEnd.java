package org.mailback.web.event;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;

/** A session that ends takes its event streams with it. */
@WebListener
public class SessionEnd implements HttpSessionListener {

    @Inject
    OpenStreams streams;

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        streams.endSession(event.getSession().getId());
    }
}
