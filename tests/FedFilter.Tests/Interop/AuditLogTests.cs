using System.Net;
using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Audit.Signing;
using FedFilter.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace FedFilter.Tests.Interop;

/// <summary>A verifier that shares no code with ours checks what an outsider sees of our log.</summary>
public sealed class AuditLogTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_independent_verifier_finds_root_signature_growth_and_inclusion_right()
    {
        NodeScript.SkipIfMissing();
        await using var world = await GatewayWorld.StartAsync();
        var signer = world.Gateway.Services.GetRequiredService<HeadSigner>();
        var log = world.Gateway.Services.GetRequiredService<AuditLog>();
        var refused = await world.FetchAsync(FakeOrigin.Post, world.Stranger.Key);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var id = (await GatewayWorld.ProblemAsync(refused, "decision"))!;
        await AppendAsync(log, 100);
        var older = await SignedAsync(signer, 101);
        await AppendAsync(log, 700);
        await SignedAsync(signer, 801);
        var position = (await world.Audit.FindAsync(id, Cancellation))!.Sequence;
        var receipt = await world.Gateway.Services.GetRequiredService<LogReceipts>().OfAsync(position, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "older"), older.Note.ToString(), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "receipt"), receipt!.ToString(), Cancellation);
        using var key = NoteSigner.FromPem(older.Head.Origin, world.Gateway.Services.GetRequiredService<AuditOptions>().KeyPem);

        var said = await NodeScript.RunAsync("auditlog.mjs", world.Gateway.Gateway.GetLeftPart(UriPartial.Authority), key.Verifier.Text, Path.Combine(world.Folder, "older"), Path.Combine(world.Folder, "receipt"), FakeOrigin.Host);

        var found = JsonElement.Parse(said);
        Assert.Equal((801, 101, position, id), (found.GetProperty("size").GetInt64(), found.GetProperty("older").GetInt64(), found.GetProperty("index").GetInt64(), found.GetProperty("id").GetString()));
    }

    private static Task AppendAsync(AuditLog log, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(i => log.AppendAsync(
        new AuditEntry { Id = DecisionId.New(TimeProvider.System), Time = TimeProvider.System.GetUtcNow(), Kind = AuditKind.Refusal, Code = "not-committed", Enforced = true }, new AuditDetails(), Cancellation)));

    private static async Task<SignedHead> SignedAsync(HeadSigner signer, long size)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(signer.Last?.Head.Size == size));
        return signer.Last!;
    }
}
