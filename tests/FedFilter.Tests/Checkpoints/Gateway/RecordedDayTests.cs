using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FedFilter.Signatures.Keys;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>
/// A day of servers that the tests cannot run, by the requests that their users and their peers send: paths, headers and bodies as in the
/// projects' sources and documentation. Every request of a user reaches the server unchanged under each policy; peers get what the policy says.
/// </summary>
public sealed class RecordedDayTests
{
    private static readonly Software[] All =
    [
        // mastodon: config/routes.rb, config/routes/api.rb
        new("mastodon", "/users/alice", "/users/alice/statuses/1", ["/users/alice/inbox", "/inbox"],
        [
            "POST /oauth/token form", "POST /auth/sign_in form", "GET /@alice html", "GET /@alice/1 html", "GET /system/media_attachments/files/1/original/a.png range",
            "POST /api/v2/media upload", "POST /api/v1/statuses json", "PUT /api/v1/statuses/1 json", "DELETE /api/v1/statuses/1", "GET /api/v1/timelines/home?limit=20",
            "GET /api/v1/instance", "GET /api/v2/search?q=bob@friend.example&resolve=true", "PATCH /api/v1/accounts/update_credentials form", "GET /.well-known/webfinger?resource=acct:alice@social.example",
        ]),

        // gotosocial: internal/api/client, internal/api/fileserver, internal/uris
        new("gotosocial", "/users/alice", "/users/alice/statuses/01ABC", ["/users/alice/inbox"],
        [
            "POST /oauth/token form", "POST /auth/sign_in form", "GET /@alice html", "GET /@alice/statuses/01ABC html", "GET /fileserver/01A/attachment/original/01B.png range",
            "POST /api/v2/media upload", "POST /api/v1/statuses json", "DELETE /api/v1/statuses/01ABC", "GET /api/v1/timelines/home?limit=20", "GET /api/v1/notifications",
            "POST /api/v1/admin/domain_blocks json", "GET /.well-known/webfinger?resource=acct:alice@social.example",
        ]),

        // wordpress: wp-includes/rest-api; the plugin's includes/rest
        new("wordpress", "/wp-json/activitypub/1.0/actors/1", "/?p=16", ["/wp-json/activitypub/1.0/actors/1/inbox", "/wp-json/activitypub/1.0/inbox"],
        [
            "POST /wp-login.php form", "GET / html", "GET /2026/11/a-post/ html", "GET /wp-content/uploads/2026/11/a.png range", "POST /wp-json/wp/v2/media upload",
            "POST /wp-json/wp/v2/posts json", "POST /wp-admin/admin-ajax.php form", "POST /wp-comments-post.php form", "GET /feed/ html", "GET /?s=word html",
            "GET /.well-known/webfinger?resource=acct:alice@social.example", "POST /xmlrpc.php form",
        ]),
    ];

    private static readonly string[] Types = ["Follow", "Accept", "Create", "Announce", "Like", "Update", "Delete", "Undo", "Block"];

    public static TheoryData<string, string> Days() =>
        [.. from software in All from policy in (IEnumerable<string>)["observe", "default", "strict"] select (software.Name, policy)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Days))]
    public async Task what_users_do_is_untouched_and_peers_get_what_the_policy_says(string name, string policy)
    {
        var software = All.Single(one => one.Name == name);
        var set = await File.ReadAllTextAsync(Repository.Find("policies", policy == "observe" ? "strict" : policy, "rules.yaml"), Cancellation);
        await using var world = await GatewayWorld.StartAsync(
            policy: policy == "observe" ? set.Replace("mode: enforce", "mode: observe", StringComparison.Ordinal) : set,
            origin: await FakeOrigin.StartAsync(software.AnswerAsync),
            origins: $"    - {{ host: social.example, scheme: http, software: {name}, upstream: [http://127.0.0.1:ORIGIN] }}");

        foreach (var line in software.Users)
            await IsUntouchedAsync(world, line);
        var enforces = policy != "observe";
        await ReadsAsync(world, software.Note, world.Friend.Key, HttpStatusCode.OK, sees: "a post");
        await ReadsAsync(world, software.Note, world.Stranger.Key, enforces ? HttpStatusCode.Forbidden : HttpStatusCode.OK, sees: enforces ? null : "a post");
        await ReadsAsync(world, software.Note, null, enforces ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, sees: enforces ? null : "a post");
        foreach (var signer in (IEnumerable<SigningKey?>)[world.Stranger.Key, null])
            await ReadsAsync(world, software.Actor, signer, HttpStatusCode.OK, sees: enforces ? null : "about alice");

        foreach (var inbox in software.Inboxes)
            foreach (var type in Types)
            {
                await DeliversAsync(world, world.Friend, type, inbox, HttpStatusCode.Accepted);
                await DeliversAsync(world, world.Stranger, type, inbox, policy == "strict" && type is not ("Delete" or "Undo" or "Block") ? HttpStatusCode.Forbidden : HttpStatusCode.Accepted);
            }
    }

    private static async Task IsUntouchedAsync(GatewayWorld world, string line)
    {
        var (method, target, kind) = (line.Split(' ')[0], line.Split(' ')[1], line.Split(' ').ElementAtOrDefault(2));
        using HttpContent? content = kind switch
        {
            "form" => new StringContent("grant_type=authorization_code&code=x", Encoding.UTF8, "application/x-www-form-urlencoded"),
            "json" => new StringContent("{\"status\":\"a post\",\"type\":\"Note\"}", Encoding.UTF8, "application/json"),
            "upload" => Upload(),
            _ => null,
        };
        var before = world.Origin.Arrived.Count;

        using var answer = await world.SendAsync(new HttpMethod(method), target, null, content, headers =>
        {
            headers.TryAddWithoutValidation("Accept", kind == "html" ? "text/html,application/xhtml+xml" : "application/json, */*");
            headers.TryAddWithoutValidation("Authorization", "Bearer token");
            headers.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0)");
            if (kind == "range")
                headers.Range = new RangeHeaderValue(0, 99);
        });

        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{line}: {answer.StatusCode}");
        Assert.Equal("ok", await answer.Content.ReadAsStringAsync(Cancellation));
        var arrived = world.Origin.Arrived[before];
        Assert.Equal((method, target, "Bearer token", kind == "range" ? "bytes=0-99" : null), (arrived.Method, arrived.RawTarget, arrived.Header("Authorization"), arrived.Header("Range")));
        Assert.Equal(content is null ? [] : await content.ReadAsByteArrayAsync(Cancellation), arrived.Body);
    }

    private static MultipartFormDataContent Upload() => new("a-boundary") { { new ByteArrayContent(new byte[2_400_000]) { Headers = { ContentType = new("image/png") } }, "file", "a.png" } };

    private static async Task ReadsAsync(GatewayWorld world, string path, SigningKey? signer, HttpStatusCode status, string? sees)
    {
        using var answer = await world.FetchAsync(path, signer);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.StatusCode == status, $"{path} by {signer?.KeyId ?? "nobody"}: {answer.StatusCode} {body}");
        if (sees is not null)
            Assert.Contains(sees, body, StringComparison.Ordinal);
        else
            Assert.False(body.Contains("a post", StringComparison.Ordinal) || body.Contains("about alice", StringComparison.Ordinal), body);
    }

    private static async Task DeliversAsync(GatewayWorld world, FakePeer peer, string type, string inbox, HttpStatusCode status)
    {
        object about = type is "Create" or "Update"
            ? new { id = $"{peer.Actor}/notes/1", type = "Note", attributedTo = peer.Actor, to = "http://social.example/users/alice", content = "hello" }
            : type is "Accept" or "Undo" ? new { id = $"{peer.Actor}/follows/1", type = "Follow", actor = type == "Undo" ? peer.Actor : "http://social.example/users/alice", @object = "http://social.example/users/alice" }
            : type == "Delete" ? $"{peer.Actor}/notes/1" : "http://social.example/users/alice";
        var json = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["@context"] = "https://www.w3.org/ns/activitystreams",
            ["id"] = $"{peer.Actor}/{type}{inbox}",
            ["type"] = type,
            ["actor"] = peer.Actor,
            ["to"] = (string[])["http://social.example/users/alice"],
            ["object"] = about,
        });
        using var answer = await world.DeliverAsync(json, peer.Key, inbox);
        Assert.True(answer.StatusCode == status, $"{type} of {peer.Host} to {inbox}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
    }

    /// <param name="Name">Its preset.</param>
    /// <param name="Actor">Where its actor is.</param>
    /// <param name="Note">Where a post is.</param>
    /// <param name="Inboxes">Its inboxes.</param>
    /// <param name="Users">What users' browsers and apps send: method, target, kind of body or header.</param>
    private sealed record Software(string Name, string Actor, string Note, string[] Inboxes, string[] Users)
    {
        public Task AnswerAsync(HttpContext context)
        {
            var target = context.Request.Path + context.Request.QueryString;
            var asksForDocument = context.Request.Headers.Accept.ToString().Contains("activity+json", StringComparison.Ordinal);
            if (target == Note && asksForDocument)
                return FakeOrigin.ActivityAsync(context, $$"""{"id":"http://social.example{{Note}}","type":"Note","content":"a post"}""");
            if (target == Actor && asksForDocument)
                return FakeOrigin.ActivityAsync(context, $$"""{"id":"http://social.example{{Actor}}","type":"Person","preferredUsername":"alice","summary":"about alice","inbox":"http://social.example{{Inboxes[0]}}"}""");
            if (Inboxes.Contains(target) && HttpMethods.IsPost(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                return Task.CompletedTask;
            }

            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync("ok");
        }
    }
}
