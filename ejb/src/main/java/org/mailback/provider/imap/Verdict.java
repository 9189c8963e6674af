package org.mailback.provider.imap;

import org.mailback.operation.ErrorClass;
import org.mailback.provider.Outcome;

/** What a server's refusal means for the messages of the command (RFC 5530, RFC 9051 7.1). */
final class Verdict {

    private Verdict() {}

    static Outcome of(Answer answer) {
        if (!answer.refused()) {
            return new Outcome.Unknown(answer.words());
        }
        if (answer.code().is("OVERQUOTA")) {
            return new Outcome.Refused(ErrorClass.QUOTA, answer.words());
        }
        if (answer.code().is("NOPERM", "READ-ONLY")) {
            return new Outcome.Refused(ErrorClass.NOT_PERMITTED, answer.words());
        }
        if (answer.status() == Answer.Status.BAD || answer.code().is("CANNOT")) {
            return new Outcome.Refused(ErrorClass.REFUSED, answer.words());
        }
        return new Outcome.TryAgain(answer.words(), mayHaveActed(answer));
    }

    /** Whether one message of the set may be the reason, so that a part of the set may succeed. */
    static boolean mayBeOneOfThem(Answer answer) {
        return answer.status() == Answer.Status.BAD
                || answer.code().is("CANNOT")
                || answer.code().isMissing();
    }

    /** Whether the server may have done a part of its work in spite of its refusal; seen after a rebuilt index. */
    static boolean mayHaveActed(Answer answer) {
        return answer.status() == Answer.Status.NO
                && (answer.code().isMissing() || answer.code().is("SERVERBUG", "EXPUNGEISSUED", "CORRUPTION"));
    }
}
