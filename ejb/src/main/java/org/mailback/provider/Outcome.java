package org.mailback.provider;

import org.jspecify.annotations.Nullable;
import org.mailback.operation.ErrorClass;

/** What became of one operation at the provider. Texts are the server's answer or ours, never message content or credentials. */
public sealed interface Outcome {

    /**
     * Applied.
     *
     * @param position where the message is after a move, null where the server did not tell and it was not found, or it did
     *     not move
     * @param note worth showing, for example "not expunged: server lacks UIDPLUS"
     */
    record Done(@Nullable Position position, @Nullable String note) implements Outcome {
        public static final Done PLAIN = new Done(null, null);
    }

    /** The message is not there any more; nothing is left to do. */
    record Gone(String note) implements Outcome {}

    /**
     * A temporary answer to this operation; counts as an attempt.
     *
     * @param uncertain it may have had its effect all the same, so probe before the next try
     * @param copied it may have left a copy in the target beside the original
     */
    record TryAgain(String text, boolean uncertain, boolean copied) implements Outcome {

        public TryAgain(String text) {
            this(text, false);
        }

        public TryAgain(String text, boolean uncertain) {
            this(text, uncertain, false);
        }
    }

    /** A permanent answer; trying again would not help. */
    record Refused(ErrorClass errorClass, String text) implements Outcome {}

    /** The folder has another UIDVALIDITY, or is gone: the message must be located again before anything is sent. */
    record Moved(String text) implements Outcome {}

    /** The folder to move to does not exist and is not one that may be created. */
    record NoTarget(String text) implements Outcome {}

    /**
     * The command was written and nobody knows its effect (time-out, cut, BYE).
     *
     * @param copied it may have left a copy in the target beside the original
     */
    record Unknown(String text, boolean copied) implements Outcome {

        public Unknown(String text) {
            this(text, false);
        }
    }

    /** A message's place at the provider. */
    record Position(String folder, long uidValidity, long uid) {}
}
