using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FedFilter.Configuration;
using FedFilter.Signatures.Keys;
using FedFilter.Signatures.Signing;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Interop.Stories;

/// <summary>
/// A day's requests to real servers, each sent twice: to the server itself, and to FedFilter in <c>mode: observe</c> before it. Both answers
/// are the same, whoever asks.
/// </summary>
public sealed partial class ObservedDayTests
{
    // Headers of one connection or one moment.
    private static readonly string[] Passing = ["Date", "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "RateLimit", "RateLimit-Policy", "X-Request-Id"];

    // Deliveries come as often as there are activities and signers, so each has an id of its own.
    private int _activities;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("fedify")]
    [InlineData("snac")]
    [InlineData("bot")]
    public async Task every_answer_is_the_one_that_the_server_gives_itself(string software)
    {
        NodeScript.SkipIfMissing();
        SnacServer.SkipIfMissing();
        await using var server = await StartAsync(software);
        var post = await server.DoAsync("post", text: "a post of the day");
        var key = (SigningKey?)null;
        await using var reader = await FakeServer.StartAsync(context => ReaderAsync(context, key!));
        key = TestKeys.Of("reader", $"http://reader.localhost:{reader.Port}/users/bob#main-key");
        using var broken = TestKeys.Of("broken", key.KeyId);
        using var unknown = TestKeys.Of("broken", $"http://reader.localhost:{reader.Port}/users/nobody#main-key");
        var folder = await ObservingAsync(server, reader.Port);
        await using (var gateway = await ServeAsync(folder))
            await CompareAsync(server, post, gateway, key, broken, unknown);
        await TestFolder.DeleteAsync(folder);
    }

    private async Task CompareAsync(IDayServer server, string post, FedFilterHost gateway, SigningKey key, SigningKey broken, SigningKey unknown)
    {
        var (actor, note) = (new Uri(server.Actor).AbsolutePath, new Uri(post).PathAndQuery);
        foreach (var (method, path, headers) in Reads(server, actor, note))
        {
            // snac makes some pages when they are first requested, and links to them from others. It closes connections unannounced.
            using var once = new Outside(() => server.Port);
            using var made = await once.SendAsync(method, path, null, null, sent => Set(sent, headers), server.Host);
        }

        (SignatureStyle Style, SigningKey? Signer)[] askers =
        [
            (SignatureStyle.Cavage, null), (SignatureStyle.Cavage, key), (SignatureStyle.Cavage, broken), (SignatureStyle.Cavage, unknown),
            (SignatureStyle.Rfc9421, key), (SignatureStyle.Rfc9421, broken),
        ];
        foreach (var asker in askers)
            foreach (var (method, path, headers) in Reads(server, actor, note))
                await AreSameAsync($"{method} {path} [{headers}]", asker, outside =>
                    outside.SendAsync(method, path, asker.Signer, null, sent => Set(sent, headers), server.Host));

        // Last, because pages change with what is delivered.
        foreach (var asker in askers)
            foreach (var type in (IEnumerable<string>)["Follow", "Like", "Announce", "Create", "Update", "Undo", "Delete"])
                await AreSameAsync(type, asker, outside =>
                    outside.SendAsync(HttpMethod.Post, $"{actor}/inbox", asker.Signer, Activity(type, key, server.Actor, post), null, server.Host));

        async Task AreSameAsync(string what, (SignatureStyle Style, SigningKey? Signer) asker, Func<Outside, Task<HttpResponseMessage>> sendAsync)
        {
            using var direct = new Outside(() => server.Port, asker.Style);
            using var through = new Outside(() => gateway.Gateway.Port, asker.Style);
            var (expected, seen) = (await AnswerAsync(() => sendAsync(direct)), await AnswerAsync(() => sendAsync(through)));
            Assert.True(expected == seen, $"{what} by {asker.Signer?.KeyId ?? "nobody"} ({asker.Style})\n\n{expected}\n\nand through FedFilter\n\n{seen}");
        }
    }

    private static async Task<IDayServer> StartAsync(string software)
    {
        const int publicPort = 18080; // in its URLs alone
        return software switch
        {
            "fedify" => await ScriptedServer.FedifyAsync("our-fedify.localhost", publicPort),
            "snac" => await SnacServer.StartAsync("our-snac.localhost", publicPort),
            _ => await ScriptedServer.BotAsync("our-bot.localhost", publicPort),
        };
    }

    private static IEnumerable<(HttpMethod Method, string Path, string Headers)> Reads(IDayServer server, string actor, string note)
    {
        const string document = "Accept: application/activity+json";
        var user = Uri.EscapeDataString($"acct:{actor.Split('/')[^1]}@{server.Host}");
        foreach (var path in (IEnumerable<string>)[actor, note, $"{actor}/outbox", $"{actor}/followers", $"{actor}/inbox", "/nothing/here"])
        {
            yield return (HttpMethod.Get, path, document);
            yield return (HttpMethod.Get, path, "Accept: text/html");
            yield return (HttpMethod.Head, path, document);
        }

        yield return (HttpMethod.Get, actor, "Accept: application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"|Accept-Encoding: gzip, br");
        yield return (HttpMethod.Get, note, document + "|If-None-Match: \"x\"|If-Modified-Since: Mon, 30 Nov 2026 00:00:00 GMT");
        yield return (HttpMethod.Get, note, document + "|Range: bytes=0-1,4-5");
        yield return (HttpMethod.Get, "/", "Accept: */*|User-Agent: Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)");
        yield return (HttpMethod.Get, $"/.well-known/webfinger?resource={user}", "Accept: application/jrd+json");
        yield return (HttpMethod.Get, "/.well-known/nodeinfo", "Accept: application/json");
        yield return (HttpMethod.Get, "/api/v1/instance", "Accept: application/json|Authorization: Bearer x");
        yield return (HttpMethod.Options, $"{actor}/outbox", "Origin: https://client.example|Access-Control-Request-Method: GET");
    }

    private static void Set(HttpRequestHeaders to, string lines)
    {
        foreach (var line in lines.Split('|'))
            to.TryAddWithoutValidation(line.Split(": ")[0], line.Split(": ", 2)[1]);
    }

    private StringContent Activity(string type, SigningKey key, string actor, string post)
    {
        var sender = key.KeyId.Split('#')[0];
        var id = $"{sender}/activities/{Interlocked.Increment(ref _activities)}";
        object about = type switch
        {
            "Follow" => actor,
            "Create" or "Update" => new { id = $"{id}/note", type = "Note", attributedTo = sender, to = actor, content = $"{new string('a', 1024)} {id}" },
            "Undo" => new { id = $"{sender}/activities/0", type = "Like", actor = sender, @object = post },
            "Delete" => new { id = $"{sender}/notes/0", type = "Tombstone" },
            _ => post,
        };
        var json = JsonSerializer.Serialize(new Dictionary<string, object> { ["@context"] = "https://www.w3.org/ns/activitystreams", ["id"] = id, ["type"] = type, ["actor"] = sender, ["to"] = actor, ["object"] = about });
        return new StringContent(json, Encoding.UTF8, "application/activity+json");
    }

    private static async Task<string> AnswerAsync(Func<Task<HttpResponseMessage>> sendAsync)
    {
        using var answer = await sendAsync();
        var headers = answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated)
            .Where(header => !Passing.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}").Order(StringComparer.Ordinal);
        var body = await answer.Content.ReadAsByteArrayAsync(Cancellation);
        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n\n{TimeTaken().Replace(Encoding.Latin1.GetString(body), "")}";
    }

    private static Task ReaderAsync(HttpContext context, SigningKey key)
    {
        var actor = key.KeyId.Split('#')[0];
        if (context.Request.Method == "POST" || context.Request.Path != new Uri(actor).AbsolutePath)
        {
            context.Response.StatusCode = context.Request.Method == "POST" ? StatusCodes.Status202Accepted : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return FakeOrigin.ActivityAsync(context, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["@context"] = (string[])["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            ["id"] = actor,
            ["type"] = "Person",
            ["preferredUsername"] = "bob",
            ["inbox"] = actor + "/inbox",
            ["outbox"] = actor + "/outbox",
            ["followers"] = actor + "/followers",
            ["publicKey"] = new { id = key.KeyId, owner = actor, publicKeyPem = key.PublicPem },
        }));
    }

    // snac says in each page how long it took.
    [GeneratedRegex("<!-- [0-9.]+ seconds -->")]
    private static partial Regex TimeTaken();

    /// <summary>Returns a folder with the files of an admin who observes by the strict rules.</summary>
    private static async Task<string> ObservingAsync(IDayServer server, int reader) => await WorldFolder.WriteAsync(
        server.Port,
        new Dictionary<string, string> { ["reader.localhost"] = $"127.0.0.1:{reader}" },
        "  ai-crawlers: refuse",
        (await File.ReadAllTextAsync(Repository.Find("policies", "strict", "rules.yaml"), Cancellation)).Replace("mode: enforce", "mode: observe", StringComparison.Ordinal),
        $"    - {{ host: \"{server.Host}\", scheme: http, upstream: [\"http://127.0.0.1:ORIGIN\"] }}");

    private static async Task<FedFilterHost> ServeAsync(string folder)
    {
        var (settings, problems) = SettingsFile.Load(Path.Combine(folder, "fedfilter.yaml"));
        Assert.Empty(problems);
        var (set, policyProblems) = PolicyFolder.Load(settings!.Policies);
        Assert.Empty(policyProblems);
        return await FedFilterHost.StartAsync(settings, set!, FedFilterHost.NoLog, Cancellation, PatientTime.Real);
    }
}
