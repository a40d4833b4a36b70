using FedFilter.Configuration;
using FedFilter.Declarations.Commitments;
using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.Policy.Facts;
using FedFilter.Signatures.Signing;

namespace FedFilter.Commands.Commitments;

/// <summary>What <c>commitment verify</c> was asked about.</summary>
internal sealed record DocumentAsked(string Source, string? Host, string? Pin, string Config);

/// <summary>Gets a document from an address or a file: exactly one of the nested records.</summary>
internal abstract record DocumentSource
{
    private DocumentSource()
    {
    }

    public sealed record Found(byte[] Octets, string Host, string Url, ActorKeys? Listed) : DocumentSource;

    /// <summary>The host has none, or does not answer.</summary>
    public sealed record Missing(string Url, string Code, string Why) : DocumentSource;

    /// <param name="Why">Null where it was said already.</param>
    public sealed record BadUsage(string? Why) : DocumentSource;

    public static async Task<DocumentSource> GetAsync(DocumentAsked asked, CancellationToken cancellation)
    {
        if (File.Exists(asked.Source))
            return await FromFileAsync(asked, cancellation);
        var text = asked.Source.Contains("://", StringComparison.Ordinal) ? asked.Source : $"https://{asked.Source}{CommitmentDocument.WellKnown}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || !PeerName.TryParse(url.Authority, out var authority))
            return new BadUsage($"`{asked.Source}` is neither a file nor an address such as https://friend.example{CommitmentDocument.WellKnown}");
        if (!CommandLine.TryLoad(asked.Config, out var settings))
            return new BadUsage(null);

        switch (await NetworkRegistration.Resources(settings.Network, TimeProvider.System).GetAsync(CommitmentFetching.Request(url), cancellation))
        {
            case ResourceFetch.Fetched fetched when CommitmentFetching.IsOfItsType(fetched):
                return new Found(fetched.Body, HostOf(asked.Host) ?? authority, url.AbsoluteUri, await ActorAsync(fetched.Body, url.AbsoluteUri, settings, cancellation));
            case ResourceFetch.Fetched:
                return new Missing(url.AbsoluteUri, "unusable", "what is there is not application/json");
            case ResourceFetch.Failed failed:
                return new Missing(url.AbsoluteUri, Words.Of(failed.Fault), failed.Why);
            default:
                return new Missing(url.AbsoluteUri, "unreachable", "no answer");
        }
    }

    private static async Task<DocumentSource> FromFileAsync(DocumentAsked asked, CancellationToken cancellation)
    {
        var file = new FileInfo(asked.Source);
        var octets = file.Length > CommitmentDocument.MaxLength ? new byte[CommitmentDocument.MaxLength + 1] : await File.ReadAllBytesAsync(file.FullName, cancellation);
        var read = (CommitmentReader.Read(octets) as CommitmentReading.Read)?.Document;
        var host = HostOf(asked.Host) ?? HostOf(read?.Host) ?? "";
        var scheme = read?.Id.StartsWith("http://", StringComparison.Ordinal) == true ? "http" : "https";
        var url = $"{scheme}://{host}{CommitmentDocument.WellKnown}";
        if (host.Length == 0 || CommitmentVerification.ActorOf(octets, url) is null || !File.Exists(asked.Config))
            return new Found(octets, host, url, null);

        if (!CommandLine.TryLoad(asked.Config, out var settings))
            return new BadUsage(null);
        return new Found(octets, host, url, await ActorAsync(octets, url, settings, cancellation));
    }

    /// <summary>In the name of the first origin: some servers show their actors to signed requests alone.</summary>
    private static async Task<ActorKeys?> ActorAsync(byte[] octets, string url, Settings settings, CancellationToken cancellation)
    {
        var client = NetworkRegistration.Client(settings.Network, new KnownStyles(TimeProvider.System), TimeProvider.System, resolve: null);
        return await CommitmentFetching.ActorAsync(octets, url, client, OwnActors.Load(settings).Of(settings.Gateway.Origins[0]).SigningKey, cancellation);
    }

    private static string? HostOf(string? text) => PeerName.TryParse(text, out var host) ? host : null;
}
