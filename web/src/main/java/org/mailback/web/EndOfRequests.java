package org.mailback.web;

import io.undertow.server.ExchangeCompletionListener.NextListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Has a kept connection made ready for its next request by its own I/O thread. Undertow does it in the request's thread, whose
 * call wakes the I/O thread before it is through: where there is no core for both, the I/O thread takes that of the
 * other, and turns in a loop until that one may go on, a time slice of the scheduler.
 */
public class EndOfRequests implements ServletExtension {

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        // The outermost one: what was added last is told first, and what the application's own listeners do stays where
        // it is.
        deployment.addInitialHandlerChainWrapper(application -> exchange -> {
            exchange.addExchangeCompleteListener(EndOfRequests::handOver);
            application.handleRequest(exchange);
        });
    }

    private static void handOver(HttpServerExchange exchange, NextListener rest) {
        // By its interface, since deployments do not see the module that the class is in.
        Executor ioThread = exchange.getIoThread();
        try {
            ioThread.execute(rest::proceed);
        } catch (RejectedExecutionException e) {
            rest.proceed();
        }
    }
}
