using System.Globalization;
using System.Net;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Signatures.Tests.Oracle;

/// <summary>What a library by other hands signs counts here, and what is signed here counts there; with one byte changed, in neither.</summary>
public sealed class OracleTests
{
    private const string Document = "{\"type\":\"Create\",\"content\":\"grüß dich\"}";
    private const string Owner = "https://remote.domain/users/bob";
    private static readonly HashSet<string> Faults = [.. Enum.GetValues<SignatureFault>().Select(fault => fault.Code())];

    public static TheoryData<SignatureStyle, bool, string> Kinds() =>
    [
        .. from style in (SignatureStyle[])[SignatureStyle.Cavage, SignatureStyle.Rfc9421]
           from ed25519 in (bool[])[false, true]
           from method in (string[])["GET", "POST"]
           select new TheoryDataRow<SignatureStyle, bool, string>(style, ed25519, method),
    ];

    [Theory, MemberData(nameof(Kinds))]
    public async Task what_it_signs_counts_here(SignatureStyle style, bool ed25519, string method)
    {
        await using var oracle = Oracle.Start();
        var pem = ed25519 ? SigningKey.NewEd25519Pem() : SigningKey.NewPem();
        using var key = SigningKey.FromPem(SignedHost.KeyId, pem);
        Assert.True(VerificationKey.TryFromPem(key.KeyId, Owner, key.PublicPem, out var published));
        await using var host = await SignedHost.StartAsync(request => request.KeyId == key.KeyId ? new KeyLookup.Found(published.ForPeer("remote.domain")) : new KeyLookup.Missing(SignatureFault.KeyNotFound));
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = SignedHost.Authority,
            ["date"] = host.Time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture),
            ["accept"] = "application/activity+json",
            ["user-agent"] = "test/1",
        };
        if (method == "POST")
            headers["content-type"] = "application/activity+json";

        var unsigned = new WireRequest(method, "/users/alice/outbox?page=1", headers, method == "POST" ? Document : null);
        var signed = await oracle.SignAsync(pem, style, ed25519, unsigned, host.Time.GetUtcNow());

        Assert.Equal($"ok remote.domain {unsigned.Body}".TrimEnd(), await host.SendAsync(signed.To(host.Client.BaseAddress!)));
        foreach (var (part, changed) in signed.WithOneByteChanged())
            Assert.True(Faults.Contains(await host.SendAsync(changed.To(host.Client.BaseAddress!))), $"The {part} was changed and the signature still counts.");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task what_is_signed_here_counts_there(SignatureStyle style, bool ed25519, string method)
    {
        await using var oracle = Oracle.Start();
        using var key = SigningKey.FromPem(SignedHost.KeyId, ed25519 ? SigningKey.NewEd25519Pem() : SigningKey.NewPem());
        using var styles = new KnownStyles(TimeProvider.System);
        var wire = new Wire();
        using var client = new HttpClient(new HttpSigningHandler(_ => key, styles, TimeProvider.System) { Styles = [style], InnerHandler = wire });
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://remote.domain/users/bob/outbox?page=1");
        if (method == "POST")
            request.Content = new StringContent(Document);

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.True(await oracle.VerifiesAsync(key, style, wire.Sent!));
        foreach (var (part, changed) in wire.Sent!.WithOneByteChanged())
            Assert.False(await oracle.VerifiesAsync(key, style, changed), $"The {part} was changed and the signature still counts.");
        var elsewhere = new Dictionary<string, string>(wire.Sent.Headers, StringComparer.Ordinal) { ["host"] = "remote.domaix" };
        Assert.False(await oracle.VerifiesAsync(key, style, wire.Sent with { Headers = elsewhere }), "The host was changed and the signature still counts.");
    }

    /// <summary>Takes down what would be sent.</summary>
    private sealed class Wire : HttpMessageHandler
    {
        public WireRequest? Sent { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent = await WireRequest.FromAsync(request);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
