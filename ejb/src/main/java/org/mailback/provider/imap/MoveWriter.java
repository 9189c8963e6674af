package org.mailback.provider.imap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mailback.operation.ErrorClass;
import org.mailback.provider.FolderRef;
import org.mailback.provider.FolderRole;
import org.mailback.provider.Outcome;
import org.mailback.provider.Outcome.Position;
import org.mailback.provider.WriteCommand.Item;
import org.mailback.provider.WriteCommand.Target;

/**
 * Moves messages: {@code UID MOVE} (RFC 6851), or COPY and the removal of what is certainly copied. A move whose outcome is
 * not known is never repeated but looked for, and half a move is finished.
 */
final class MoveWriter extends SetWriter {

    static final String NOT_EXPUNGED = "copied and marked deleted, but not expunged: the server lacks UIDPLUS";

    private Target target;
    private final Remover remover;
    private boolean targetTried;

    MoveWriter(ImapConnection connection, FolderRef source, Target target, Outcomes outcomes) {
        super(connection, source, outcomes);
        this.target = target;
        remover = new Remover(connection);
    }

    void move(List<Item> items) {
        if (FolderNames.same(source.name(), target.name())) {
            settleHere(items);
            return;
        }
        var uncertain = items.stream().filter(Item::uncertain).toList();
        if (!uncertain.isEmpty()) {
            settleMoved(uncertain, false);
        }
        write(outcomes.unsettled(items));
    }

    /** Nothing is to be sent; but a later wish than a move that may have been done does not know whether it is here. */
    private void settleHere(List<Item> items) {
        var uncertain = items.stream().filter(Item::uncertain).map(Item::uid).toList();
        if (!uncertain.isEmpty()) {
            lookAfresh();
            connection.select(source);
        }
        for (var piece : UidSets.pieces(uncertain, uid -> uid)) {
            var here = connection.existing(piece);
            items.stream()
                    .filter(item -> piece.contains(item.uid()) && !here.contains(item.uid()))
                    .forEach(item -> outcomes.settle(item, new Outcome.Gone("not in " + source.name() + " any more")));
        }
        for (var item : outcomes.unsettled(items)) {
            var here = new Position(source.name(), source.uidValidity(), item.uid());
            outcomes.settle(item, new Outcome.Done(here, "it was in this folder already"));
        }
    }

    /** A folder that is open already may show what has left it. */
    private void lookAfresh() {
        connection.unselected();
    }

    @Override
    @Nullable
    Answer send(List<Item> set) {
        if (!connection.has("MOVE")) {
            return copy(set);
        }
        var answer = connection
                .exchange("UID MOVE " + uids(set) + " " + FolderNames.argument(target.name()))
                .get(0);
        if (answer.ok()) {
            var positions = CopyUids.of(answer, target.name(), target.uidFloor());
            settleWhere(set, positions, null);
            settleRemaining(outcomes.unsettled(set));
            return null;
        }
        return afterRefusal(set, answer);
    }

    /** After an OK: what the server did not tell about is looked for. */
    private void settleRemaining(List<Item> rest) {
        if (rest.isEmpty()) {
            return;
        }
        settleMoved(rest, true);
        if (!connection.broken()) {
            outcomes.settle(
                    outcomes.unsettled(rest),
                    new Outcome.TryAgain("the server said OK, but did not move the message", true));
        }
    }

    /**
     * Settles those that have left the source, and finishes half moves; leaves those of which there is no copy of ours.
     *
     * @param answered the server has said that it is done
     */
    private void settleMoved(List<Item> items, boolean answered) {
        if (!answered) {
            lookAfresh();
        }
        var halves = new HashMap<Long, Position>();
        for (var sighting : probe().look(items, target.uidFloor())) {
            if (sighting.inSource() && sighting.copy() != null) {
                halves.put(sighting.item().uid(), sighting.copy());
            } else if (!sighting.inSource()) {
                outcomes.settle(
                        sighting.item(),
                        sighting.copy() == null
                                ? new Outcome.Gone("neither in " + source.name() + " nor in " + target.name())
                                : new Outcome.Done(sighting.copy(), null));
            }
        }
        var ours = items.stream()
                .filter(item -> halves.containsKey(item.uid()))
                .filter(item -> answered || leavesHalves(item, halves.size()))
                .toList();
        for (var piece : UidSets.pieces(ours, Item::uid)) {
            finish(piece, halves);
        }
    }

    /**
     * With MOVE a message is moved whole or not at all (RFC 6851, 3.3), so what looks like it in the target is another
     * client's copy. But servers that died in the middle of a set were seen to leave many copies beside their originals.
     */
    private boolean leavesHalves(Item item, int halves) {
        return item.copied() || !connection.has("MOVE") || halves > 1;
    }

    private @Nullable Answer copy(List<Item> set) {
        var floor = Math.max(target.uidFloor(), new FolderLook(connection).uidNext(target.name()));
        var answer = connection
                .exchange("UID COPY " + uids(set) + " " + FolderNames.argument(target.name()))
                .get(0);
        if (!answer.ok()) {
            return afterRefusal(set, answer);
        }
        var copies = new HashMap<>(CopyUids.of(answer, target.name(), target.uidFloor()));
        var unclear =
                set.stream().filter(item -> !copies.containsKey(item.uid())).toList();
        if (!unclear.isEmpty()) {
            for (var sighting : probe().look(unclear, floor)) {
                if (sighting.inSource() && sighting.copy() != null) {
                    copies.put(sighting.item().uid(), sighting.copy());
                } else {
                    outcomes.settle(sighting.item(), notCopied(sighting));
                }
            }
        }
        finish(outcomes.unsettled(set), copies);
        return null;
    }

    private Outcome notCopied(MoveProbe.Sighting sighting) {
        if (!sighting.inSource()) {
            return new Outcome.Gone("the message is not in " + source.name() + " any more");
        }
        // Trying again would make one copy after the other.
        return new Outcome.Refused(
                ErrorClass.UNSUPPORTED, "the server does not say where the copy is, so the original was left in place");
    }

    /** The copies are there: removes the originals. What cannot be removed now is to be finished later, never copied again. */
    private void finish(List<Item> set, Map<Long, Position> copies) {
        if (set.isEmpty()) {
            return;
        }
        var reason = "the server said OK, but it is still there";
        if (!remover.canExpunge()) {
            var marked = remover.mark(set);
            settleWhere(set.stream().filter(item -> marked.contains(item.uid())).toList(), copies, NOT_EXPUNGED);
        } else {
            var removal = remover.remove(set);
            var left = removal.after();
            if (left != null) {
                settleWhere(
                        set.stream().filter(item -> !left.contains(item.uid())).toList(), copies, null);
            }
            reason = removal.refusal() == null ? reason : removal.refusal().words();
        }
        if (!connection.broken()) {
            var text = "copied, but the original in " + source.name() + " could not be removed: " + reason;
            outcomes.settle(outcomes.unsettled(set), new Outcome.TryAgain(text, true, true));
        }
    }

    private void settleWhere(Collection<Item> set, Map<Long, Position> positions, @Nullable String note) {
        for (var item : set) {
            var position = positions.get(item.uid());
            if (position != null) {
                outcomes.settle(item, new Outcome.Done(position, note));
            }
        }
    }

    private @Nullable Answer afterRefusal(List<Item> set, Answer answer) {
        if (!answer.refused()) {
            return null;
        }
        if (!targetTried && lacksTarget(answer)) {
            targetTried = true;
            if (target.role() != FolderRole.TRASH) {
                outcomes.settle(set, new Outcome.NoTarget(target.name() + ": " + answer.words()));
                return null;
            }
            var refusal = create();
            return refusal == null ? send(set) : refusal;
        }
        if (Verdict.mayHaveActed(answer)) {
            settleMoved(set, false);
        }
        return answer;
    }

    private boolean lacksTarget(Answer answer) {
        return answer.code().is("TRYCREATE", "NONEXISTENT")
                || answer.status() == Answer.Status.NO
                        && answer.code().isMissing()
                        && !new FolderLook(connection).listed(target.name());
    }

    private MoveProbe probe() {
        return new MoveProbe(connection, source, target);
    }

    /** Creates the Trash; below the prefix of the user's own folders where the server allows it only there (RFC 2342). */
    private @Nullable Answer create() {
        var refusal = create(target.name());
        var prefix = new FolderLook(connection).personalPrefix();
        if (refusal == null || prefix.isEmpty() || target.name().startsWith(prefix)) {
            return refusal;
        }
        var prefixed = prefix + target.name();
        if (create(prefixed) != null) {
            return refusal;
        }
        target = new Target(prefixed, target.role(), 1);
        return null;
    }

    /** With its special use where the server knows that (RFC 6154); null if the folder exists now. */
    private @Nullable Answer create(String folder) {
        var name = FolderNames.argument(folder);
        var commands = new ArrayList<String>();
        if (connection.has("CREATE-SPECIAL-USE")) {
            commands.add("CREATE " + name + " (USE (\\Trash))");
        }
        commands.add("CREATE " + name);
        Answer answer = null;
        for (var command : commands) {
            answer = connection.exchange(command).get(0);
            if (answer.ok() || answer.code().is("ALREADYEXISTS")) {
                connection.exchange("SUBSCRIBE " + name);
                return null;
            }
        }
        return answer;
    }
}
