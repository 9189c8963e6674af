package org.mailback.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything that is not a page lives below {@code /api}. */
@ApplicationPath("/api")
public class RestApplication extends Application {}
