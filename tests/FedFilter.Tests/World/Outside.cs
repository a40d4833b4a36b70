using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Tests.World;

/// <summary>Whoever asks something of the gateway, signed or not, through a socket.</summary>
/// <param name="port">The gateway's, on loopback; asked for each connection.</param>
/// <param name="style">How requests are signed.</param>
internal sealed class Outside(Func<int> port, SignatureStyle style = SignatureStyle.Cavage) : IDisposable
{
    private static readonly HttpRequestOptionsKey<SigningKey?> Signer = new("signer");

    private readonly HttpClient _client = new(new HttpSigningHandler(
        static request => request.Options.TryGetValue(Signer, out var key) ? key : null, new KnownStyles(TimeProvider.System), TimeProvider.System)
    {
        Styles = [style], // one knock: what is tested is the answer to it
        InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectCallback = async (_, cancellation) => await ConnectAsync(port(), cancellation) },
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public int Port => port();

    public static async Task<Stream> ConnectAsync(int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public Task<HttpResponseMessage> FetchAsync(string path, SigningKey? signedBy, Action<HttpRequestHeaders>? headers = null, string host = FakeOrigin.Host) =>
        SendAsync(HttpMethod.Get, path, signedBy, null, headers, host);

    public Task<HttpResponseMessage> DeliverAsync(string json, SigningKey? signedBy, string path = "/users/alice/inbox", Action<HttpRequestHeaders>? headers = null) =>
        SendAsync(HttpMethod.Post, path, signedBy, new StringContent(json, Encoding.UTF8, "application/activity+json"), headers);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, SigningKey? signedBy, HttpContent? content = null, Action<HttpRequestHeaders>? headers = null, string host = FakeOrigin.Host)
    {
        var url = new Uri($"http://{host}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(method, url) { Content = content };
        if (headers is null)
            request.Headers.TryAddWithoutValidation("Accept", "application/activity+json");
        headers?.Invoke(request.Headers);
        request.Options.Set(Signer, signedBy);
        return await _client.SendAsync(request, Cancellation);
    }

    public void Dispose() => _client.Dispose();
}
