package org.mailback.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailback.model.Ledger.Row;

/** Compares what is with what was promised. */
final class Invariants {

    private final MailServer server;
    private final Promises promises;
    private final Ledger ledger;
    private final boolean uidplus;
    private final Set<String> shown = new HashSet<>();

    Invariants(MailServer server, Promises promises, Ledger ledger, boolean uidplus) {
        this.server = server;
        this.promises = promises;
        this.ledger = ledger;
        this.uidplus = uidplus;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise + "\n" + picture());
        }
    }

    String picture() {
        return "server: " + server + "\nlocal:\n"
                + ledger.rows().stream().map(row -> "  " + row).collect(Collectors.joining("\n"))
                + "\noperations:\n  "
                + String.join("\n  ", ledger.story())
                + "\nlane: "
                + ledger.texts("select l::text from account_lane l")
                + "\nfolders: "
                + ledger.texts("select f::text from folder f");
    }

    /** At any time. */
    void check() {
        var rows = ledger.rows();
        rows.stream().filter(row -> !row.removed()).forEach(this::checkShown);
        rows.stream().filter(Row::removed).forEach(row -> {
            var wish = row.placeWish();
            require(
                    wish == null || !wish.failed() || !wish.kind().equals("delete"),
                    "a delete failed, and the message stays hidden: " + row);
        });
        checkNoneHidden(rows);
        require(
                ledger.number("select count(*) from pending_operation where attempts > 3") == 0,
                "more attempts than allowed");
    }

    private void checkShown(Row row) {
        var unique = promises.unique(row.label());
        if (row.seenWish() != null) {
            require(promises.shows(row.id(), row.seen()), "read state flipped back: " + row);
        } else if (unique) {
            require(promises.seen(row.label()).contains(row.seen()), "nobody wanted this read state: " + row);
        }
        var wish = row.placeWish();
        if (wish != null) {
            require(
                    wish.kind().equals("delete") ? wish.failed() : promises.shows(row.id(), row.folder()),
                    "placement flipped back: " + row);
        } else if (unique) {
            require(promises.places(row.label()).contains(row.folder()), "nobody wanted it in this folder: " + row);
        }
    }

    private void checkNoneHidden(List<Row> rows) {
        var visible =
                rows.stream().filter(row -> !row.removed()).map(Row::label).toList();
        for (var label : promises.labels()) {
            if (promises.unique(label)) {
                var count = visible.stream().filter(one -> one.equals(label)).count();
                require(count <= 1, label + " is shown twice");
                require(
                        count == 1
                                || !shown.contains(label)
                                || promises.deletedByUser(label)
                                || promises.expungedByOthers(label),
                        label + " vanished from the user's eyes");
            }
        }
        shown.addAll(visible);
    }

    boolean quiet() {
        return ledger.number("""
                select (select count(*) from pending_operation where status = 'pending')
                       + (select count(*) from message where uid is null and not removed)
                       + (select count(*) from account_lane where lease_owner is not null or pause_reason is not null
                                                                  or sync_due_at <= now() or due_at <= now())
                """) == 0;
    }

    /** When nothing is left to do. */
    void checkEnd() {
        check();
        for (var label : promises.labels()) {
            checkCount(label);
            if (promises.unique(label)) {
                checkLastWish(label);
            }
        }
        checkBothSidesAgree();
        checkCounts();
    }

    private void checkCount(String label) {
        var count = server.all().stream()
                .filter(place -> place.mail().label().equals(label))
                .count();
        require(count >= promises.least(label), label + " is lost at the server");
        require(count <= promises.most(label), label + " exists twice at the server");
    }

    private void checkLastWish(String label) {
        var rows =
                ledger.rows().stream().filter(row -> row.label().equals(label)).toList();
        var places = server.all().stream()
                .filter(place -> place.mail().label().equals(label))
                .toList();
        if (rows.stream().noneMatch(row -> row.placeWish() != null)) {
            var folders = places.isEmpty()
                    ? List.of(Promises.NOWHERE)
                    : places.stream().map(MailServer.Place::folder).toList();
            require(
                    promises.places(label).containsAll(folders),
                    label + " is in " + folders + " and not in " + promises.places(label));
        }
        if (rows.stream().noneMatch(row -> row.seenWish() != null)) {
            places.forEach(place -> require(
                    promises.seen(label).contains(place.mail().seen()),
                    label + " has a read state that nobody wanted last"));
        }
    }

    /** Without UIDPLUS the originals of moves stay, marked; whether they are known is all the same. */
    private boolean isLeftBehind(Collection<String> flags) {
        return !uidplus && flags.contains("\\Deleted");
    }

    private record Side(String folder, long uid, String label, boolean seen, List<String> flags) {}

    private void checkBothSidesAgree() {
        var there = server.all().stream()
                .filter(place -> !isLeftBehind(place.mail().flags()))
                .map(place -> new Side(
                        place.folder(),
                        place.uid(),
                        place.mail().label(),
                        place.mail().seen(),
                        List.copyOf(place.mail().flags())))
                .collect(Collectors.toSet());
        var here = new ArrayList<Side>();
        for (var row : ledger.rows()) {
            if (row.uid() != null && !isLeftBehind(row.flags())) {
                here.add(new Side(
                        String.valueOf(row.serverFolder()), row.uid(), row.label(), row.serverSeen(), row.flags()));
                require(!row.removed(), "hidden, though it is at the server: " + row);
            }
            if (!row.removed()) {
                require(
                        row.seenWish() != null || row.seen() == row.serverSeen(),
                        "another read state is shown than the server's: " + row);
                require(
                        row.placeWish() != null || row.folder().equals(row.serverFolder()),
                        "another folder is shown than the server's: " + row);
            }
        }
        require(
                there.equals(Set.copyOf(here)) && there.size() == here.size(),
                "the server has " + there + " and the database " + here);
    }

    private void checkCounts() {
        var wrong = ledger.texts("""
                select f.name || ': ' || c.total || ' and ' || c.unread || ' unread, counted ' || m.total || ' and ' || m.unread
                from folder f,
                     lateral (select coalesce(sum(total), 0) as total, coalesce(sum(unread), 0) as unread
                              from folder_count where folder_id = f.id) c,
                     lateral (select count(*) as total, count(*) filter (where not seen) as unread
                              from message where folder_id = f.id and not removed) m
                where c.total <> m.total or c.unread <> m.unread
                """);
        require(wrong.isEmpty(), "wrong counts: " + wrong);
    }
}
