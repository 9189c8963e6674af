package org.mailback.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.mailback.mailbox.AccountSettings;
import org.mailback.mailbox.MailboxProblem;
import org.mailback.mailbox.MailboxProblem.Kind;
import org.mailback.mailbox.ProviderGate;
import org.mailback.platform.Configuration;
import org.mailback.provider.AccountAccess;
import org.mailback.provider.MailProvider;
import org.mailback.provider.ProviderFailure;
import org.mailback.provider.TlsMode;

/** Answers the mailbox's few questions to the provider; the user waits for these, so they are never part of an action. */
@ApplicationScoped
public class ProviderGateway implements ProviderGate {

    @Inject
    MailProvider provider;

    @Inject
    AccountDirectory accounts;

    @Inject
    Configuration configuration;

    @Override
    public void check(AccountSettings settings) {
        var access = new AccountAccess(
                0,
                settings.host(),
                settings.port(),
                TlsMode.of(settings.tls()),
                settings.username(),
                settings.password());
        try {
            provider.folders(access);
        } catch (ProviderFailure e) {
            throw new ConnectingProblem(settings).of(e);
        }
    }

    @Override
    public byte[] content(long messageId) {
        var place = accounts.place(messageId)
                .orElseThrow(() -> new MailboxProblem(
                        Kind.GONE, "where this message is at the provider is not known at the moment"));
        return explained(
                () -> provider.content(place.access(), place.folder(), place.uid(), configuration.maxMessageBytes()));
    }

    private static <T> T explained(Supplier<T> call) {
        try {
            return call.get();
        } catch (ProviderFailure.AuthenticationRefused e) {
            throw new MailboxProblem(Kind.PROVIDER_REFUSED, e.getMessage());
        } catch (ProviderFailure.NotSent | ProviderFailure.Throttled | ProviderFailure.FolderClosed e) {
            throw new MailboxProblem(Kind.PROVIDER_UNREACHABLE, e.getMessage());
        } catch (ProviderFailure.FolderGone | ProviderFailure.MessageGone e) {
            throw new MailboxProblem(Kind.GONE, e.getMessage());
        } catch (ProviderFailure.TooLarge e) {
            throw new MailboxProblem(Kind.TOO_LARGE, e.getMessage());
        }
    }
}
