package org.mailback.web.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mailback.mailbox.Selection;
import org.mailback.operation.OperationKind;
import org.mailback.web.mail.ActionsResource.Bulk;

class BulkTest {

    @ParameterizedTest
    @CsvSource({"mark-read, MARK_READ", "mark_unread, MARK_UNREAD", "Trash, TRASH", "restore, RESTORE", "delete, DELETE"
    })
    void actions_are_known_by_both_spellings(String action, OperationKind kind) {
        assertThat(ActionsResource.kind(action)).isEqualTo(kind);
    }

    @Test
    void ids_and_folders_are_told_apart() {
        assertThat(ActionsResource.selection(new Bulk("trash", List.of(1L, 2L), null, null, null, null)))
                .isEqualTo(new Selection.Ids(List.of(1L, 2L)));
        assertThat(ActionsResource.selection(new Bulk("trash", null, 7L, 9L, null, null)))
                .isEqualTo(new Selection.WholeFolder(7, 9, List.of()));
        assertThat(ActionsResource.selection(new Bulk("trash", null, 7L, 9L, List.of(8L), null)))
                .isEqualTo(new Selection.WholeFolder(7, 9, List.of(8L)));
    }
}
