package org.mailback.cases;

import org.junit.jupiter.api.BeforeAll;
import org.mailback.rig.DovecotForTests;

/** Cases that only a real mail server can judge; skipped where there is none, unless that is demanded. */
abstract class DovecotCases extends Cases {

    @BeforeAll
    static void only_a_real_mail_server_can_judge() {
        DovecotForTests.assume();
    }
}
