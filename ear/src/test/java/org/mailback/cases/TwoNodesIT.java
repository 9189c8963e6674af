package org.mailback.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.mailback.rig.DovecotForTests;
import org.mailback.server.TestWorld;
import org.mailback.server.WildFlyNode;

/** Two nodes on one database. */
class TwoNodesIT {

    private static final int MESSAGES = 50;
    private static final Pattern SET = Pattern.compile("UID (?:STORE|MOVE) (\\S+) ");

    @Test
    void C8_two_nodes_on_one_account_run_everything_once_and_in_order() {
        DovecotForTests.assume();
        var database = TestWorld.postgres().createDatabase("nodes");
        try (var one = WildFlyNode.with("one", database).start();
                var two = WildFlyNode.with("two", database).start();
                var mail = new Scenario(Application.on(one, database), MailServer.of(Cases.dovecot()))) {
            var names =
                    IntStream.rangeClosed(1, MESSAGES).mapToObj(n -> "M" + n).toArray(String[]::new);
            mail.given(names).connected();
            var uids = Arrays.stream(names).map(mail::uid).sorted().toList();
            var second = new Rest(two.url(), mail.name(), Application.passwordOf(mail.name())).signIn();

            for (var name : names) {
                mail.markRead(name).expect(200);
                mail.act(second, "trash", name).expect(200);
            }
            mail.awaitIdle();

            assertThat(mail.operations())
                    .hasSize(2 * MESSAGES)
                    .allMatch(operation -> operation.is("completed") && operation.attempts() == 1);
            assertThat(uidsOf(mail, "^UID STORE .*\\+FLAGS")).isEqualTo(uids);
            assertThat(uidsOf(mail, "^UID MOVE")).isEqualTo(uids);
            assertThat(mail.c2().messages("Trash")).hasSize(MESSAGES).allMatch(held -> held.seen());
            mail.verify();
        }
    }

    /** Every UID as often as the commands named it. */
    private static List<Long> uidsOf(Scenario mail, String commands) {
        var uids = new ArrayList<Long>();
        for (var command : mail.proxy().commands(commands)) {
            var set = SET.matcher(command);
            assertThat(set.find()).as(command).isTrue();
            for (var range : set.group(1).split(",")) {
                var ends = range.split(":");
                LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
                        .forEach(uids::add);
            }
        }
        uids.sort(null);
        return uids;
    }
}
