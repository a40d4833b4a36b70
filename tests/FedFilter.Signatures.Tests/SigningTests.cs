using System.Net;
using System.Text;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace FedFilter.Signatures.Tests;

/// <summary>How a server is knocked at whose style is not known, and what is remembered of it.</summary>
public sealed class SigningTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task a_server_that_takes_the_older_style_is_asked_once()
    {
        var server = new Server(HttpStatusCode.Unauthorized, _ => true);

        await GetAsync(server, "/users/alice?page=1");

        Assert.Equal([SignatureStyle.Cavage], server.Knocks);
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task a_server_that_takes_the_other_style_is_asked_once_more_and_then_in_that_style_first(HttpStatusCode refusal)
    {
        var server = new Server(refusal, style => style == SignatureStyle.Rfc9421);

        Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "/users/alice"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "/users/alice"));

        Assert.Equal([SignatureStyle.Cavage, SignatureStyle.Rfc9421, SignatureStyle.Rfc9421], server.Knocks);
    }

    [Fact]
    public async Task with_a_query_it_is_left_out_of_the_signature_before_the_style_is_changed()
    {
        var server = new Server(HttpStatusCode.Unauthorized, style => style == SignatureStyle.CavageWithoutQuery);

        Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "/outbox?page=1"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(server, "/outbox?page=2"));

        Assert.Equal([SignatureStyle.Cavage, SignatureStyle.CavageWithoutQuery, SignatureStyle.CavageWithoutQuery], server.Knocks);
    }

    [Fact]
    public async Task a_server_that_takes_none_gets_each_knock_once_and_its_last_word_stands()
    {
        var server = new Server(HttpStatusCode.Unauthorized, _ => false);

        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(server, "/outbox?page=1"));

        Assert.Equal([SignatureStyle.Cavage, SignatureStyle.CavageWithoutQuery, SignatureStyle.Rfc9421], server.Knocks);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Gone)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.Found)]
    public async Task an_answer_that_is_not_about_the_signature_ends_the_knocking(HttpStatusCode status)
    {
        var server = new Server(status, _ => false);

        Assert.Equal(status, await GetAsync(server, "/users/alice"));
        Assert.Single(server.Knocks);
    }

    [Fact]
    public async Task what_a_server_signed_in_itself_is_knocked_with_first_until_a_day_has_passed()
    {
        using var styles = new KnownStyles(_time);
        styles.Remember("remote.domain", SignatureStyle.Rfc9421);
        var server = new Server(HttpStatusCode.Unauthorized, _ => true);

        await GetAsync(server, "/users/alice", styles);
        _time.Advance(TimeSpan.FromHours(25));
        await GetAsync(server, "/users/alice", styles);

        Assert.Equal([SignatureStyle.Rfc9421, SignatureStyle.Cavage], server.Knocks);
    }

    [Fact]
    public async Task a_second_knock_carries_the_body_again_and_no_header_of_the_first()
    {
        var server = new Server(HttpStatusCode.Unauthorized, style => style == SignatureStyle.Rfc9421);
        using var client = Client(server, new KnownStyles(_time));

        using var answer = await client.PostAsync(new Uri("https://remote.domain/inbox"), new StringContent("{}"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["{}", "{}"], server.Bodies);
        Assert.Equal("Content-Digest Date Host Signature Signature-Input", server.LastHeaders);
    }

    [Fact]
    public void hosts_without_end_are_not_remembered_without_end()
    {
        using var styles = new KnownStyles(_time);

        for (var i = 0; i < 200_000; i++)
            styles.Remember($"{i}.example", SignatureStyle.Rfc9421);

        var remembered = Enumerable.Range(0, 200_000).Count(i => styles.FirstFor($"{i}.example") == SignatureStyle.Rfc9421);
        Assert.InRange(remembered, 1, 50_000);
    }

    private async Task<HttpStatusCode> GetAsync(Server server, string target, KnownStyles? styles = null)
    {
        using var client = Client(server, styles ?? (server.Styles ??= new KnownStyles(_time)));
        using var answer = await client.GetAsync(new Uri("https://remote.domain" + target), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private HttpClient Client(Server server, KnownStyles styles) =>
        new(new HttpSigningHandler(_ => SignedHost.Key, styles, _time) { InnerHandler = server }, disposeHandler: false);

    /// <summary>A server that answers a style it does not take with one status.</summary>
    private sealed class Server(HttpStatusCode refusal, Func<SignatureStyle, bool> takes) : HttpMessageHandler
    {
        public KnownStyles? Styles { get; set; }

        public List<SignatureStyle> Knocks { get; } = [];

        public List<string> Bodies { get; } = [];

        public string LastHeaders { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var style = StyleOf(request);
            Knocks.Add(style);
            if (request.Content is not null)
                Bodies.Add(await request.Content.ReadAsStringAsync(cancellationToken));
            LastHeaders = string.Join(' ', request.Headers.Select(header => header.Key).Order(StringComparer.Ordinal));
            return new HttpResponseMessage(takes(style) ? HttpStatusCode.OK : refusal);
        }

        // With the key at hand, what was signed can be told by what verifies.
        private static SignatureStyle StyleOf(HttpRequestMessage request)
        {
            if (request.Headers.Contains("Signature-Input"))
                return SignatureStyle.Rfc9421;
            var header = request.Headers.GetValues("Signature").Single();
            var signature = Convert.FromBase64String(header[(header.IndexOf("signature=\"", StringComparison.Ordinal) + 11)..^1]);
            var text = $"(request-target): {request.Method.Method.ToLowerInvariant()} {request.RequestUri!.PathAndQuery}\nhost: remote.domain\ndate: {request.Headers.Date:r}";
            if (request.Headers.TryGetValues("Digest", out var digest))
                text += $"\ndigest: {digest.Single()}";
            var key = Assert.IsType<KeyLookup.Found>(SignedHost.Known(new KeyRequest(SignedHost.KeyId, new DefaultHttpContext()))).Key;
            return key.Verify(Encoding.UTF8.GetBytes(text), signature) ? SignatureStyle.Cavage : SignatureStyle.CavageWithoutQuery;
        }
    }
}
