using FedFilter.Declarations.Commitments;
using FedFilter.Declarations.Sources;
using FedFilter.Declarations.Texts;
using FedFilter.Network;
using FedFilter.Signatures.Keys;

namespace FedFilter.Declarations;

internal static class DeclarationsRegistration
{
    /// <summary>Everything but the round: commands ask for themselves.</summary>
    public static IServiceCollection AddDeclarations(this IServiceCollection services, DeclarationsOptions options) => services
        .AddSingleton(options)
        .AddSingleton<ReadActor>(provider => (actor, signAs, cancellation) => KeysOfAsync(provider.GetRequiredService<DocumentClient>(), actor, signAs, cancellation))
        .AddSingleton<AskLimits>()
        .AddSingleton<EvidenceLimits>()
        .AddSingleton<PeerRecords>()
        .AddSingleton(provider => new TextClient(provider.GetRequiredService<ResourceClient>()) { UserAgent = GuardedRequest.UserAgentOf(options.SignAs(null).KeyId) })
        .AddSingleton<TextCopies>()
        .AddSingleton<DeclarationSource, CommitmentSource>()
        .AddSingleton<DeclarationSource, PinnedTextSource>()
        .AddSingleton<DeclarationSource, NodeInfoSource>()
        .AddSingleton<EvidenceNews>()
        .AddSingleton<Gathering>();

    /// <summary>An actor that cannot be had now may list the key all the same; one that is none does not.</summary>
    private static async Task<(ActorKeys? Keys, string? Why)> KeysOfAsync(DocumentClient documents, Uri actor, SigningKey signAs, CancellationToken cancellation) =>
        await documents.GetAsync(actor, signAs, cancellation) switch
        {
            DocumentFetch.Fetched fetched => (ActorKeys.Read(fetched.Body, actor.AbsoluteUri), null),
            DocumentFetch.Failed { Fault: DocumentFault.Unreachable or DocumentFault.NotLetIn } failed => (null, failed.Detail),
            _ => (null, null),
        };
}
