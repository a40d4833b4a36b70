using System.Net.Sockets;
using System.Text;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Commands.Demo;

/// <summary>One thing that somebody tries at the gateway.</summary>
/// <param name="Who">The host that sends it.</param>
/// <param name="What">What it sends, in words.</param>
/// <param name="Key">What it signs with; null for nothing.</param>
/// <param name="Make">The request.</param>
internal sealed record DemoStep(string Who, string What, SigningKey? Key, Func<HttpRequestMessage> Make)
{
    /// <summary>Swapped in after signing, as by somebody on the way.</summary>
    public string? BodyOnTheWire { get; init; }
}

/// <summary>What happens in the demo, in order.</summary>
internal static class DemoStory
{
    public static IReadOnlyList<DemoStep> Of(SamplePeer friend, SamplePeer stranger, GuardedSite social, GuardedSite neighbour)
    {
        // Signs with a key of its own under the friend's name.
        var forged = SigningKey.FromPem(friend.Key.KeyId, SigningKey.NewPem());
        return
        [
            new(friend.Host, "signed fetch of a post", friend.Key, () => Get(SampleOrigin.Post)),
            new(stranger.Host, "signed fetch of a post", stranger.Key, () => Get(SampleOrigin.Post)),
            new(neighbour.Host, "signed fetch, nobody attested it", neighbour.Key, () => Get(SampleOrigin.Post)),
            new(social.Host, $"the same, of {neighbour.Host}", social.Key, () => Get(SampleOrigin.PostOf(neighbour.Host))),
            new(friend.Host, "delivers a Create", friend.Key, () => Deliver(friend.Activity("Create", friend.Actor + "/notes/1"))),
            new(stranger.Host, "delivers a Follow", stranger.Key, () => Deliver(stranger.Activity("Follow", SampleOrigin.Actor))),
            new(stranger.Host, "delivers a Delete", stranger.Key, () => Deliver(stranger.Activity("Delete", stranger.Actor + "/notes/1"))),
            new("(forged)", $"fetch, signed as {friend.Host}", forged, () => Get(SampleOrigin.Post)),
            new(friend.Host, "delivery, body swapped on the way", friend.Key, () => Deliver(friend.Activity("Like", SampleOrigin.Post)))
            {
                BodyOnTheWire = friend.Activity("Block", SampleOrigin.Actor),
            },
            new("(nobody)", "unsigned fetch of a post", null, () => Get(SampleOrigin.Post)),
            new("(nobody)", "unsigned fetch of an actor", null, () => Get(SampleOrigin.Actor)),
            new("(nobody)", "reads a web page", null, () => Get($"http://{SampleOrigin.Host}/about", "text/html")),
        ];
    }

    /// <summary>A client of the outside world: it reaches each site's gateway by its name, and signs as it is told.</summary>
    public static HttpClient Outside(params GuardedSite[] sites) => new(new HttpSigningHandler(KeyOf, new KnownStyles(TimeProvider.System), TimeProvider.System)
    {
        Styles = [SignatureStyle.Cavage], // one knock a step
        InnerHandler = new SwapBody
        {
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                ConnectCallback = async (context, cancellation) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync("127.0.0.1", sites.Single(site => site.Host == context.DnsEndPoint.Host).Port, cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            },
        },
    });

    public static Task<HttpResponseMessage> SendAsync(HttpClient outside, DemoStep step, CancellationToken cancellation)
    {
        var request = step.Make();
        request.Options.Set(Signer, step.Key);
        request.Options.Set(Swapped, step.BodyOnTheWire);
        return outside.SendAsync(request, cancellation);
    }

    private static readonly HttpRequestOptionsKey<SigningKey?> Signer = new("signer");
    private static readonly HttpRequestOptionsKey<string?> Swapped = new("swapped");

    private static SigningKey? KeyOf(HttpRequestMessage request) => request.Options.TryGetValue(Signer, out var key) ? key : null;

    private static HttpRequestMessage Get(string url, string accept = "application/activity+json") =>
        new(HttpMethod.Get, url) { Headers = { { "Accept", accept } } };

    private static HttpRequestMessage Deliver(string activity) =>
        new(HttpMethod.Post, SampleOrigin.Actor + "/inbox") { Content = new StringContent(activity, Encoding.UTF8, "application/activity+json") };

    private sealed class SwapBody : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Options.TryGetValue(Swapped, out var body) && body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/activity+json");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
