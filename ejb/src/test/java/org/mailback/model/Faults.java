package org.mailback.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailback.model.Fault.Occasion;

/** Faults that wait for their occasion. */
final class Faults {

    private record Armed(Fault fault, int skip) {}

    private final List<Armed> armed = new ArrayList<>();

    /** @param skip how many occasions pass without harm before */
    void arm(Fault fault, int skip) {
        armed.add(new Armed(fault, skip));
    }

    void clear() {
        armed.clear();
    }

    Optional<Fault> next(Occasion occasion) {
        for (int i = 0; i < armed.size(); i++) {
            var next = armed.get(i);
            if (next.fault().comesAt(occasion)) {
                if (next.skip() == 0) {
                    armed.remove(i);
                    return Optional.of(next.fault());
                }
                armed.set(i, new Armed(next.fault(), next.skip() - 1));
            }
        }
        return Optional.empty();
    }
}
