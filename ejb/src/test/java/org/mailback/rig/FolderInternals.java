package org.mailback.rig;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.ListBasedStoredMessageCollection;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What GreenMail's folders let nobody choose, set by reflection; the alternative was a second IMAP store. */
final class FolderInternals {

    private FolderInternals() {}

    static void validity(MailFolder folder, long value) {
        try {
            field(folder, "uidValidity").setLong(folder, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    static void nextUid(MailFolder folder, long value) {
        try {
            ((AtomicLong) field(folder, "nextUid").get(folder)).set(value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives an empty folder a list of messages that does not copy all UIDs for every single message of a command. */
    static void index(MailFolder folder) {
        if (folder.getMessageCount() > 0) {
            throw new IllegalArgumentException(folder + " has messages already");
        }
        try {
            field(folder, "mailMessages").set(folder, new Indexed());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(MailFolder folder, String name) {
        try {
            var field = folder.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this GreenMail keeps its folders otherwise", e);
        }
    }

    /** UIDs only grow, so they are sorted, and an expunge shows in their number. */
    private static final class Indexed extends ListBasedStoredMessageCollection {

        private long @Nullable [] uids;

        @Override
        public synchronized void add(StoredMessage message) {
            uids = null;
            super.add(message);
        }

        @Override
        public synchronized StoredMessage remove(long uid) {
            uids = null;
            return super.remove(uid);
        }

        @Override
        public synchronized void clear() {
            uids = null;
            super.clear();
        }

        @Override
        public synchronized long[] getMessageUids() {
            if (uids == null || uids.length != size()) {
                uids = super.getMessageUids();
            }
            return uids;
        }

        @Override
        public int getMsn(long uid) throws FolderException {
            var index = Arrays.binarySearch(getMessageUids(), uid);
            return index < 0 ? super.getMsn(uid) : index + 1;
        }
    }
}
