using System.Text;
using CsCheck;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;

namespace FedFilter.Signatures.Tests;

/// <summary>Whatever is signed: one octet changed on the way, in any part that is covered, and it does not count.</summary>
public sealed class TamperingTests
{
    private static readonly string[] Keys = [SigningKey.NewPem(), SigningKey.NewEd25519Pem()];

    [Theory]
    [InlineData(SignatureStyle.Cavage)]
    [InlineData(SignatureStyle.Rfc9421)]
    public async Task one_changed_octet_in_any_covered_part_is_noticed(SignatureStyle style)
    {
        await Task.WhenAll(Keys.Select(async pem =>
        {
            using var key = SigningKey.FromPem(SignedHost.KeyId, pem);
            Assert.True(VerificationKey.TryFromPem(key.KeyId, "https://remote.domain/users/bob", key.PublicPem, out var published));
            await using var host = await SignedHost.StartAsync(request => request.KeyId == key.KeyId ? new KeyLookup.Found(published.ForPeer("remote.domain")) : new KeyLookup.Missing(SignatureFault.KeyNotFound));
            var tamper = new Tamper { InnerHandler = new ToHttps(host) };
            using var client = new HttpClient(new HttpSigningHandler(_ => key, new KnownStyles(host.Time), host.Time) { Styles = [style], InnerHandler = tamper });

            await Gen.Select(Gen.String[Gen.Char["abc019?&=/"], 0, 20], Gen.Byte.Array[1, 60], Gen.Bool, Gen.Int[0, 5], Gen.Int[0, 400]).SampleAsync(
                async (target, body, post, part, at) =>
                {
                    using var request = new HttpRequestMessage(post ? HttpMethod.Post : HttpMethod.Get, $"https://{SignedHost.Authority}/{target.Replace('/', 'x')}");
                    if (post)
                        request.Content = new ByteArrayContent(body);
                    tamper.Next = (part, at);
                    using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
                    var said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                    Assert.False(said.StartsWith("ok", StringComparison.Ordinal), $"{tamper.Changed}: {said}");
                },
                iter: 300,
                threads: 1);
        }));
    }

    /// <summary>Changes one octet of what was signed, after it was signed.</summary>
    private sealed class Tamper : DelegatingHandler
    {
        public (int Part, int At) Next { get; set; }

        public string Changed { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var headers = request.Headers;
            var parts = new List<Func<string>> { () => Method(request), () => Target(request), () => Signature(request) };
            if (headers.Contains("Signature-Input"))
                parts.Add(() => Header(request, "Signature-Input"));
            else
                parts.Add(() => Header(request, "Date"));
            if (request.Content is { } content)
            {
                var body = await content.ReadAsByteArrayAsync(cancellationToken);
                parts.Add(() => Body(request, body));
                parts.Add(() => Header(request, headers.Contains("Digest") ? "Digest" : "Content-Digest"));
            }

            Changed = parts[Next.Part % parts.Count]();
            return await base.SendAsync(request, cancellationToken);
        }

        private static string Method(HttpRequestMessage request)
        {
            request.Method = request.Method == HttpMethod.Get ? HttpMethod.Delete : HttpMethod.Put;
            return "method";
        }

        private string Target(HttpRequestMessage request)
        {
            var target = request.RequestUri!.PathAndQuery;
            request.RequestUri = new Uri($"https://{SignedHost.Authority}/{(target.Length == 1 ? "z" : Swap(target[1..]))}");
            return $"target {target}";
        }

        // Of the older style's header only the signature itself and what it names are covered; labels are not.
        private string Signature(HttpRequestMessage request)
        {
            var value = request.Headers.NonValidated["Signature"].ToString();
            var start = value.IndexOf("signature=\"", StringComparison.Ordinal) is var found and >= 0 ? found + "signature=\"".Length : 0;
            return Replace(request, "Signature", value, value[..start] + Swap(value[start..^1]) + value[^1]);
        }

        private string Header(HttpRequestMessage request, string name)
        {
            var value = request.Headers.NonValidated[name].ToString();
            return Replace(request, name, value, Swap(value));
        }

        private string Body(HttpRequestMessage request, byte[] body)
        {
            body[Next.At % body.Length] ^= 1;
            request.Content = new ByteArrayContent(body);
            return $"body at {Next.At % body.Length}";
        }

        private static string Replace(HttpRequestMessage request, string name, string before, string after)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, after);
            return $"{name}: {before} -> {after}";
        }

        private string Swap(string text)
        {
            var changed = new StringBuilder(text);
            var at = Next.At % text.Length;
            changed[at] = text[at] == 'q' ? 'r' : 'q';
            return changed.ToString();
        }
    }
}
