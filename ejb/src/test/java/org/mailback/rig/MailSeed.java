package org.mailback.rig;

import jakarta.mail.Flags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.mailback.rig.SeedLetters.Kind;
import org.mailback.rig.SeedLetters.Letter;
import org.mailback.rig.SeedText.Person;

/**
 * The mailboxes of the demo: the same letters at every run for the same user and the same newest instant, in threads, read and
 * unread, in every MIME shape the application must show.
 */
public final class MailSeed {

    /** How much of what: the last folder of alice is for trying ten thousand at once. */
    public record FolderPlan(String name, int letters, int readPercent, boolean outgoing, boolean bulk) {}

    public static final List<FolderPlan> ALICE = List.of(
            new FolderPlan("INBOX", 2_500, 70, false, false),
            new FolderPlan("Archive", 1_200, 100, false, false),
            new FolderPlan("Sent", 600, 100, true, false),
            new FolderPlan("Projects", 400, 85, false, false),
            new FolderPlan("Trash", 120, 60, false, false),
            new FolderPlan("Newsletters", 10_000, 3, false, true));

    public static final List<FolderPlan> BOB = List.of(
            new FolderPlan("INBOX", 1_200, 60, false, false),
            new FolderPlan("Archive", 500, 100, false, false),
            new FolderPlan("Sent", 300, 100, true, false),
            new FolderPlan("Projects", 200, 80, false, false),
            new FolderPlan("Trash", 60, 50, false, false));

    private static final List<Kind> MIX = mix();

    private final EmbeddedMail mail;
    private final String user;
    private final Person owner;
    private final Instant newest;
    private final Random dice;
    private final SeedText text;
    private final SeedLetters letters;
    private final List<Letter> threads = new ArrayList<>();
    private int written;

    private MailSeed(EmbeddedMail mail, String user, Instant newest) {
        this.mail = mail;
        this.user = user;
        this.newest = newest;
        owner = SeedText.PEOPLE.stream()
                .filter(p -> p.address().startsWith(user + "@"))
                .findFirst()
                .orElse(SeedText.PEOPLE.get(0));
        dice = new Random(user.hashCode());
        text = new SeedText(dice);
        letters = new SeedLetters(dice, text);
    }

    /** Fills the folders of a user who has none of these letters yet; answers how many were written. */
    public static int fill(EmbeddedMail mail, String user, Instant newest, List<FolderPlan> plan) {
        var seed = new MailSeed(mail, user, newest);
        plan.forEach(seed::fill);
        return seed.written;
    }

    /** Delivers one new unread letter to the user's INBOX and answers its subject; {@code number} makes it unlike the others. */
    public static String deliver(EmbeddedMail mail, String user, Instant now, long number) {
        var seed = new MailSeed(mail, user, now);
        seed.dice.setSeed(number);
        var subject = seed.text.subject() + " (new " + number + ")";
        var letter = new Letter(
                Kind.ALTERNATIVE,
                seed.text.person(),
                seed.owner,
                subject,
                now,
                seed.messageId("new" + number),
                List.of());
        mail.append(user, "INBOX", seed.letters.write(letter), new Flags(), now);
        return subject;
    }

    private void fill(FolderPlan plan) {
        var folder = mail.folder(user, plan.name());
        threads.clear();
        var step = plan.bulk() ? Duration.ofMinutes(11) : Duration.ofMinutes(97);
        for (var i = 0; i < plan.letters(); i++) {
            var age = step.multipliedBy(plan.letters() - i).minusSeconds(dice.nextInt(600));
            var date = newest.minus(age);
            var letter = plan.bulk() ? newsletter(i, date) : next(plan, i, date);
            mail.append(folder, letters.write(letter), flags(plan), date);
            written++;
        }
    }

    private Letter newsletter(int number, Instant date) {
        var from = new Person("Intranet News", "news@mailback.example");
        return new Letter(
                Kind.PLAIN,
                from,
                owner,
                "News " + (number + 1) + ": " + text.subject(),
                date,
                messageId("news" + number),
                List.of());
    }

    private Letter next(FolderPlan plan, int number, Instant date) {
        var kind = MIX.get(dice.nextInt(MIX.size()));
        var id = messageId(plan.name().toLowerCase(java.util.Locale.ROOT) + number);
        var other = text.person();
        var from = plan.outgoing() ? owner : other;
        var to = plan.outgoing() ? other : owner;
        var letter = dice.nextInt(100) < 40 && !threads.isEmpty()
                ? reply(kind, from, to, date, id)
                : first(kind, from, to, date, id);
        threads.add(letter);
        if (threads.size() > 12) {
            threads.remove(dice.nextInt(threads.size() - 1));
        }
        return letter;
    }

    private Letter reply(Kind kind, Person from, Person to, Instant date, String id) {
        var before = threads.remove(dice.nextInt(threads.size()));
        var references = new ArrayList<>(before.references());
        references.add(before.id());
        var subject = before.subject().startsWith("Re: ") ? before.subject() : "Re: " + before.subject();
        return new Letter(kind, from, to, subject, date, id, List.copyOf(references));
    }

    private Letter first(Kind kind, Person from, Person to, Instant date, String id) {
        var subject = switch (dice.nextInt(60)) {
            case 0 -> "";
            case 1 -> text.longSubject();
            default -> kind == Kind.FORWARDED ? "Fwd: " + text.subject() : text.subject();
        };
        return new Letter(kind, from, to, subject, date, id, List.of());
    }

    private Flags flags(FolderPlan plan) {
        var flags = new Flags();
        if (dice.nextInt(100) < plan.readPercent()) {
            flags.add(Flags.Flag.SEEN);
        }
        if (dice.nextInt(100) < 6) {
            flags.add(Flags.Flag.FLAGGED);
        }
        if (!plan.outgoing() && flags.contains(Flags.Flag.SEEN) && dice.nextInt(100) < 12) {
            flags.add(Flags.Flag.ANSWERED);
        }
        if (dice.nextInt(100) < 3) {
            flags.add("$Work");
        }
        return flags;
    }

    private String messageId(String name) {
        return "<" + name + "." + Long.toHexString(dice.nextLong()) + "@" + user + ".seed.mailback.example>";
    }

    private static List<Kind> mix() {
        var mix = new ArrayList<Kind>();
        mix.addAll(java.util.Collections.nCopies(68, Kind.PLAIN));
        mix.addAll(java.util.Collections.nCopies(44, Kind.HTML));
        mix.addAll(java.util.Collections.nCopies(40, Kind.ALTERNATIVE));
        mix.addAll(java.util.Collections.nCopies(12, Kind.ATTACHED_TEXT));
        mix.addAll(java.util.Collections.nCopies(9, Kind.ATTACHED_PICTURE));
        mix.addAll(java.util.Collections.nCopies(8, Kind.ATTACHED_PDF));
        mix.addAll(java.util.Collections.nCopies(5, Kind.INLINE_PICTURE));
        mix.addAll(java.util.Collections.nCopies(5, Kind.FORWARDED));
        mix.addAll(java.util.Collections.nCopies(4, Kind.INVITATION));
        mix.addAll(java.util.Collections.nCopies(4, Kind.RAW_UTF8));
        mix.add(Kind.HOSTILE);
        return List.copyOf(mix);
    }
}
