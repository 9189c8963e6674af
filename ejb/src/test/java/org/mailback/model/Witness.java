package org.mailback.model;

import org.mailback.model.MailServer.Mail;
import org.mailback.provider.WriteCommand;

/** Whoever looks at what reaches the server. */
interface Witness {

    /** The current worker is about to send a command. */
    void coming();

    /** The command has reached the server. */
    void applying(WriteCommand command);

    /** It set or unset \Seen. */
    void stored(Mail mail, boolean seen);

    /** A message is in this folder now; {@code doubled}: and where it was before as well. */
    void placed(Mail mail, String folder, boolean doubled);

    /** A message was copied, and its original can only be marked. */
    void leftBehind(Mail mail);

    void expunged(Mail mail);
}
