package org.mailback.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

/**
 * What one thread has others do while it goes on, a few at a time. It may rely on nobody: what no thread has begun when the
 * end is waited for, it does itself.
 */
final class Meanwhile {

    private final Executor executor;
    private final int most;
    private final Deque<FutureTask<Void>> begun = new ArrayDeque<>();

    /** @param most so many are done at a time; one more waits for the first of them */
    Meanwhile(Executor executor, int most) {
        this.executor = executor;
        this.most = most;
    }

    /** @throws RuntimeException as an earlier one has thrown it; then this one is not begun */
    void run(Runnable work) {
        while (begun.size() >= most || (!begun.isEmpty() && begun.peek().isDone())) {
            end(begun.remove());
        }
        var task = new FutureTask<Void>(work, null);
        begun.add(task);
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Nothing of it goes on any more. @throws RuntimeException as the first of them has thrown it */
    void join() {
        Throwable failure = null;
        while (!begun.isEmpty()) {
            try {
                end(begun.remove());
            } catch (Throwable e) { // rethrown when all have ended
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            Meanwhile.<RuntimeException>rethrow(failure);
        }
    }

    /** Nobody who is interrupted goes on before it: what others still write would be taken for lost. */
    private static void end(FutureTask<Void> task) {
        task.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    Meanwhile.<RuntimeException>rethrow(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Also checked ones, which containers throw past the compiler. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void rethrow(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
