package org.mailback.platform;

import java.time.Duration;

/**
 * Somebody set the system's clock, or a time server did.
 *
 * @param by positive: forward
 */
public record ClockSet(Duration by) {}
