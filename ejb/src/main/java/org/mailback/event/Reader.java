package org.mailback.event;

/** Who looks: gets frames in order, each an event as {@code text/event-stream} writes it. Neither call may block. */
public interface Reader {

    /** One more frame; called while the hub is locked, so it only keeps it. */
    void offer(byte[] frame);

    /** There is no more for the moment. */
    void flush();
}
