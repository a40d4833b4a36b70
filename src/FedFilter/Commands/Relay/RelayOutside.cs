using System.Text.Json;
using FedFilter.Checkpoints;
using FedFilter.Commands.Commitments;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Network;
using FedFilter.Peers;

namespace FedFilter.Commands.Relay;

/// <summary>The relay as other servers see it, asked under its public name.</summary>
internal static class RelayOutside
{
    private const int MaxOctets = 64 * 1024;

    /// <summary>Whether its actor is there and ours, and whether its name leads to it.</summary>
    public static async Task<IReadOnlyList<(bool Good, string Says)>> LookAsync(Settings settings, RelaySettings relay, CancellationToken cancellation)
    {
        RelayActor actor;
        try
        {
            actor = new RelayActor(relay, OwnKeys.Load(settings.Data));
        }
        catch (FedFilterStartException e)
        {
            return [(false, e.Message)];
        }

        var client = NetworkRegistration.Resources(settings.Network, TimeProvider.System);
        var (document, why) = await GetAsync(client, relay.Url(RelayActor.Path), MediaTypes.Activity, cancellation);
        if (document is null)
            return [(false, $"{actor.Id} cannot be fetched: {why}; is `serve` running, and does the web server in front pass {relay.Host} on to {settings.Gateway.Listen} with its Host header?")];
        if (NotOurs(document, actor) is { } wrong)
            return [(false, $"{actor.Id} is not ours: {wrong}; something else answers under this name, or with the keys of another data folder")];
        return [(true, $"{actor.Id} is reached, with our key"), await NamedAsync(client, relay, actor, cancellation)];
    }

    private static string? NotOurs(byte[] document, RelayActor actor)
    {
        if (KeyDocument.Parse(document) is not { IsKey: false } found)
            return "it is no actor";
        if (found.Id != actor.Id)
            return $"its id is {StatementWords.Printable(found.Id)}";
        return found.Keys.Any(key => key.Id == actor.SigningKey.KeyId && Plain(key.Material) == Plain(actor.SigningKey.PublicPem)) ? null : "its key is another";
    }

    private static async Task<(bool, string)> NamedAsync(ResourceClient client, RelaySettings relay, RelayActor actor, CancellationToken cancellation)
    {
        var account = $"acct:relay@{relay.Host}";
        var (answer, why) = await GetAsync(client, relay.Url($"/.well-known/webfinger?resource={Uri.EscapeDataString(account)}"), "application/jrd+json", cancellation);
        if (answer is null)
            return (false, $"WebFinger does not know {account}: {why}; servers that look the key's owner up do not find it");
        return LeadsTo(answer, actor.Id) ? (true, $"WebFinger leads from {account} to it") : (false, $"WebFinger leads from {account} elsewhere");
    }

    /// <summary>RFC 7033, section 4.4.4.</summary>
    private static bool LeadsTo(byte[] answer, string id)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.GetProperty("links").EnumerateArray().Any(link =>
                link.TryGetProperty("rel", out var rel) && rel.ValueEquals("self") && link.TryGetProperty("href", out var href) && href.ValueEquals(id));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static async Task<(byte[]? Body, string Why)> GetAsync(ResourceClient client, Uri url, string accept, CancellationToken cancellation) =>
        await client.GetAsync(new ResourceRequest(url, accept) { MaxOctets = MaxOctets, SameHost = true }, cancellation) switch
        {
            ResourceFetch.Fetched fetched => (fetched.Body, ""),
            ResourceFetch.Failed failed => (null, StatementWords.Printable(failed.Why)),
            _ => (null, "it gave no answer"),
        };

    private static string? Plain(string? pem) => pem is null ? null : string.Concat(pem.Where(c => !char.IsWhiteSpace(c)));
}
