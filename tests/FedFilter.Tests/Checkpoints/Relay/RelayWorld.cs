using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Checkpoints.Relay;
using FedFilter.Configuration;
using FedFilter.Storage;
using FedFilter.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Checkpoints.Relay;

/// <summary>The small fediverse of <see cref="GatewayWorld"/> with a relay: a committed and an uncommitted server send to it, and what it keeps is looked at.</summary>
internal sealed class RelayWorld : IAsyncDisposable
{
    public const string Host = "relay.example";
    public const string Actor = "http://relay.example/actor";
    public const string Public = "https://www.w3.org/ns/activitystreams#Public";

    private readonly GatewayWorld _world;

    private RelayWorld(GatewayWorld world) => _world = world;

    public FakePeer Friend => _world.Friend;

    public FakePeer Stranger => _world.Stranger;

    public GatewayWorld Gateway => _world;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RelayWorld> StartAsync(string gateway = "", string? policy = null, TimeProvider? time = null, IReadOnlyDictionary<string, string>? names = null) =>
        new(await GatewayWorld.StartAsync(gateway, policy, time: time, more: $"relay: {{ host: {Host}, scheme: http }}", names: names));

    /// <summary>With the committed server as a subscriber.</summary>
    public static async Task<RelayWorld> SubscribedAsync(string gateway = "")
    {
        var world = await StartAsync(gateway);
        await world.IsTakenAsync(world.Friend, Follow(world.Friend));
        return world;
    }

    public Task<HttpResponseMessage> GetAsync(string path, string host = Host, HttpMethod? method = null, Action<HttpRequestHeaders>? headers = null) =>
        _world.SendAsync(method ?? HttpMethod.Get, path, null, headers: headers, host: host);

    public Task<HttpResponseMessage> PostAsync(FakePeer from, string json, string path = "/inbox") =>
        _world.SendAsync(HttpMethod.Post, path, from.Key, new StringContent(json, Encoding.UTF8, "application/activity+json"), host: Host);

    /// <summary>The same octets, signed as they were, to the relay's inbox.</summary>
    public Task<string> SendAgainAsync(HttpResponseMessage answered, string body)
    {
        var headers = answered.RequestMessage!.Headers.NonValidated.Concat(answered.RequestMessage.Content!.Headers.NonValidated).ToDictionary(header => header.Key, header => header.Value.ToString());
        return _world.SendRawAsync(
            $"POST /inbox HTTP/1.1\r\nHost: {Host}\r\nDate: {headers["Date"]}\r\nDigest: {headers["Digest"]}\r\nSignature: {headers["Signature"]}\r\n"
            + $"Content-Type: {headers["Content-Type"]}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    public async Task IsTakenAsync(FakePeer from, string json)
    {
        using var answer = await PostAsync(from, json);
        Assert.Equal(StatusCodes.Status202Accepted, (int)answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>It is answered so, and that is counted.</summary>
    public async Task IsRejectedAsync(FakePeer from, string json, int status, string code)
    {
        using var answer = await PostAsync(from, json);
        Assert.Equal((status, code), ((int)answer.StatusCode, await GatewayWorld.ProblemAsync(answer, "code")));
        Assert.True(await CountedAsync(code) > 0, $"{code} is not counted");
    }

    /// <summary>How often the audit log counts it at the relay.</summary>
    public async Task<long> CountedAsync(string code)
    {
        await _world.Gateway.Services.GetRequiredService<RejectionRollup>().FlushAsync();
        var entries = await _world.Audit.ListAsync(new AuditFilter { Limit = 1000 }, Cancellation);
        return entries.Where(record => record.Entry.Code == code && record.Entry.Checkpoint == "relay").Sum(record => record.Entry.Count ?? 0);
    }

    public async Task<RelaySubscriberRow?> SubscriberAsync(FakePeer peer) =>
        await _world.Gateway.Services.GetRequiredService<Subscribers>().FindAsync(peer.Host, Cancellation);

    public Task<List<RelaySubscriberRow>> SubscribersAsync() => RowsAsync(context => context.RelaySubscribers);

    public Task<List<RelayPostRow>> PostsAsync() => RowsAsync(context => context.RelayPosts);

    /// <summary>What a server is to be told, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> MessagesAsync() =>
        [.. (await RowsAsync(context => context.RelayMessages.OrderBy(message => message.Id))).Select(message => JsonElement.Parse(message.Body))];

    public Subscribers Subscribers => _world.Gateway.Services.GetRequiredService<Subscribers>();

    /// <summary>What a command, or the loss of its standing, makes of a subscriber.</summary>
    public async Task TurnAsync(FakePeer peer, RelayState state)
    {
        await Subscribers.TurnAsync(peer.Host, (await SubscriberAsync(peer))!.State, state, "a-test", [], Cancellation);
    }

    /// <summary>Writes another peers.yaml, and waits until it is in force.</summary>
    public async Task SetPeersAsync(string yaml)
    {
        var policies = _world.Gateway.Services.GetRequiredService<PolicyStore>();
        var before = policies.Current.Revision;
        await TestFolder.WriteAsync(_world.PeersFile, yaml);
        await Eventually.HoldsAsync(() => Task.FromResult(policies.Current.Revision != before));
    }

    /// <summary>Until disposed, nothing can be written.</summary>
    public async Task<IAsyncDisposable> LockStoreAsync()
    {
        var other = new SqliteConnection($"Data Source={Path.Combine(_world.Folder, "data", Database.FileName)};Pooling=False");
        await other.OpenAsync(Cancellation);
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync(Cancellation);
        return other;
    }

    public static string Follow(FakePeer peer, string target = Public, string number = "1") =>
        $$"""{"@context":"https://www.w3.org/ns/activitystreams","id":"{{peer.Actor}}#follows/{{number}}","type":"Follow","actor":"{{peer.Actor}}","object":"{{target}}"}""";

    /// <summary>A public post; names in it can be replaced.</summary>
    public static string Create(FakePeer peer, string number = "1", string to = Public, string more = "") => $$$"""
        {"@context":"https://www.w3.org/ns/activitystreams","id":"{{{peer.Actor}}}/statuses/{{{number}}}/activity","type":"Create","actor":"{{{peer.Actor}}}","to":["{{{to}}}"],{{{more}}}
        "object":{"id":"{{{Post(peer, number)}}}","type":"Note","attributedTo":"{{{peer.Actor}}}","to":["{{{to}}}"],"cc":["{{{peer.Actor}}}/followers"],"content":"a post"}}
        """;

    public static string Post(FakePeer peer, string number = "1") => $"{peer.Actor}/statuses/{number}";

    public static string About(FakePeer peer, string type, string target, string number = "1") =>
        $$"""{"id":"{{peer.Actor}}/{{type}}/{{number}}","type":"{{type}}","actor":"{{peer.Actor}}","object":"{{target}}"}""";

    private async Task<List<T>> RowsAsync<T>(Func<FedFilterContext, IQueryable<T>> rows)
        where T : class
    {
        await using var context = await _world.Gateway.Services.GetRequiredService<IDbContextFactory<FedFilterContext>>().CreateDbContextAsync(Cancellation);
        return await rows(context).AsNoTracking().ToListAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();
}
