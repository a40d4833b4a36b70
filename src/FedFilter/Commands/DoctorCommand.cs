using System.CommandLine;
using System.Text.Json;
using FedFilter.Audit;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Commands.Commitments;
using FedFilter.Commands.Relay;
using FedFilter.Configuration;
using FedFilter.Identity;
using FedFilter.Lists;
using FedFilter.Network;
using FedFilter.Policy;
using FedFilter.Policy.Yaml;
using FedFilter.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>doctor</c>: looks at everything <c>serve</c> needs, one line each. Exit code 1 if something is wrong.</summary>
internal static class DoctorCommand
{
    private sealed record Finding(string What, bool Good, string Says);

    public static Command Create()
    {
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var doctor = new Command("doctor", "Check configuration, store, clock, origins and own pages.") { config, json };
        doctor.SetAction(async (parse, cancellation) =>
        {
            if (!CommandLine.TryLoad(parse.GetValue(config)!, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
                return CommandLine.BadUsage;
            var findings = await LookAsync(settings, policy, cancellation);
            if (parse.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(findings.Select(finding => new { check = finding.What, good = finding.Good, says = finding.Says }), Words.Indented));
            else
                Show(findings, settings, PolicyFolder.Warnings(settings.Policies, policy, TimeProvider.System.GetUtcNow()));
            return findings.All(finding => finding.Good) ? CommandLine.Done : CommandLine.No;
        });
        return doctor;
    }

    private static async Task<List<Finding>> LookAsync(Settings settings, PolicySet policy, CancellationToken cancellation)
    {
        var findings = new List<Finding> { new("configuration", true, settings.File) };
        findings.Add(await StoreAsync(settings, policy, cancellation));
        if (findings[^1].Good)
            findings.AddRange((await WebhookLines.LookAsync(settings, cancellation)).Select(line => new Finding(line.What, line.Good, line.Says)));
        findings.Add(Keys(settings));
        if (UntrustedProxy.Read(settings) is { } proxy && TimeProvider.System.GetUtcNow() - proxy.At < TimeSpan.FromDays(1))
            findings.Add(new("proxy", AddressRules.IsPublic(System.Net.IPAddress.Parse(proxy.Address)), $"requests with X-Forwarded-For came from {proxy.Address}, which is not in gateway.trusted-proxies: everyone behind it counts as one client. Add it there if it is your proxy"));
        findings.Add(await LogAsync(settings, cancellation));
        findings.AddRange(EgressFindings.Of(settings, TimeProvider.System).Select(found => new Finding(found.What, found.Good, found.Says)));
        findings.AddRange((await RelayFindings.LookAsync(settings, policy, cancellation)).Select(found => new Finding(found.What, found.Good, found.Says)));
        findings.AddRange(await ListsAsync(settings, policy, cancellation));
        if (settings.Gateway.UnsignedFetch == UnsignedFetch.Refuse)
            findings.Add(new("unsigned-fetch", true, "refuse: with a server that refuses unsigned fetches too, neither can get the other's keys; actor-stub gives out keys and addresses only"));
        using var client = new OriginClient(TimeProvider.System);
        foreach (var origin in settings.Gateway.Origins)
        {
            foreach (var upstream in origin.Upstream.Concat(origin.Paths.Values.SelectMany(upstreams => upstreams)))
                findings.AddRange(await UpstreamAsync(client, origin, upstream, cancellation));
            if (await OriginDiscovery.AskAsync(origin, client, cancellation) is { } announced)
                findings.Add(InstanceActor(origin, announced));
            if (origin.Commits is { } commits && await OwnCommitmentLines.LookAsync(settings, origin, commits, cancellation) is var (good, says))
                findings.Add(new($"commitment document of {origin.Host}", good, says));
        }

        return findings;
    }

    private static async Task<Finding> StoreAsync(Settings settings, PolicySet policy, CancellationToken cancellation)
    {
        try
        {
            await Database.MigrateAsync(settings.Data, cancellation);
            await using var services = new ServiceCollection().AddStorage(settings.Data).AddAuditReading(FedFilterHost.AuditOf(settings)).BuildServiceProvider();
            return new("store and policy", true, await Banner.ModeAsync(policy, services.GetRequiredService<AuditQuery>(), cancellation));
        }
        catch (FedFilterStartException e)
        {
            return new("store", false, e.Message);
        }
    }

    /// <summary>The whole log, as <c>audit verify</c> checks it.</summary>
    private static async Task<Finding> LogAsync(Settings settings, CancellationToken cancellation)
    {
        try
        {
            var options = FedFilterHost.AuditOf(settings);
            await using var services = new ServiceCollection().AddStorage(settings.Data).AddAuditReading(options).BuildServiceProvider();
            var signed = services.GetRequiredService<CheckpointFile>().Read();
            var key = AuditVerifyCommand.OwnKey(options, signed);
            if (signed is not null && !signed.Note.IsSignedBy(key))
                return new("audit log", false, $"{CheckpointFile.Name} is not signed by the log's key, {key.Text}");
            var found = await services.GetRequiredService<LogCheck>().RunAsync(signed is null ? [] : [signed.Head], cancellation);
            return new("audit log", found.Fault is null, found.Fault is { } fault ? $"does not verify: {fault}. Nothing is signed any more" : $"{found.Size} entries verify, signed by {key.Text}");
        }
        catch (Exception e) when (e is FedFilterStartException or IOException or System.Data.Common.DbException)
        {
            return new("audit log", false, e.Message);
        }
    }

    /// <summary>Fetches what is due, as <c>serve</c> would, so that a wrong address shows before anything depends on it.</summary>
    private static async Task<IEnumerable<Finding>> ListsAsync(Settings settings, PolicySet policy, CancellationToken cancellation)
    {
        var client = NetworkRegistration.Resources(settings.Network, TimeProvider.System);
        await new ListRefresh(new ListFiles(settings.Policies, settings.Data), client, TimeProvider.System, NullLogger<ListRefresh>.Instance)
            .RefreshAsync(policy.Lists.Select(list => list.Declaration), cancellation);
        var lists = PolicyFolder.Load(settings).Set?.Lists ?? policy.Lists;
        return lists.Select(list => new Finding($"list {list.Name}", ListLines.IsGood(list), ListLines.State(list)));
    }

    private static Finding Keys(Settings settings)
    {
        try
        {
            var actors = OwnActors.Load(settings);
            return new("own actor", true, string.Join(", ", settings.Gateway.Origins.Select(origin => actors.Of(origin).SigningKey.KeyId)));
        }
        catch (FedFilterStartException e)
        {
            return new("own actor", false, e.Message);
        }
    }

    /// <summary>Asks the origin itself, as the gateway would: is it there, does it know its own name, and do the clocks agree?</summary>
    private static async Task<IEnumerable<Finding>> UpstreamAsync(OriginClient client, OriginSettings origin, Uri upstream, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(origin, upstream, "/.well-known/nodeinfo", "application/json", cancellation);
            var status = (int)answer.StatusCode;
            var reached = new Finding($"origin {origin.Host}", status < 400, $"{upstream.GetLeftPart(UriPartial.Authority)} answers {status}{(status < 400 ? "" : $" to /.well-known/nodeinfo; is it the server of {origin.Host}?")}");
            return answer.Headers.Date is { } theirs ? [reached, Clock(theirs, settings: origin)] : [reached];
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return [new($"origin {origin.Host}", false, $"{upstream.GetLeftPart(UriPartial.Authority)} does not answer: {e.Message}")];
        }
    }

    private static Finding InstanceActor(OriginSettings origin, AnnouncedPaths announced) => new(
        $"instance actor of {origin.Host}",
        true,
        announced.Actors.Count > 0
            ? $"{string.Join(", ", announced.Actors)} stays readable without a signature"
            : "none announced; /actor stays readable without a signature, name another place in gateway.open");

    private static Finding Clock(DateTimeOffset theirs, OriginSettings settings)
    {
        var off = (TimeProvider.System.GetUtcNow() - theirs).Duration();
        return new("clock", off < TimeSpan.FromMinutes(1), $"{off.TotalSeconds:0} s from that of {settings.Host}'s server");
    }

    private static void Show(IReadOnlyList<Finding> findings, Settings settings, IReadOnlyList<Problem> warnings)
    {
        var screen = CommandLine.Screen();
        foreach (var finding in findings)
            screen.MarkupLine($"{(finding.Good ? "[green]good [/]" : "[red]wrong[/]")} {Markup.Escape(finding.What)}: {Markup.Escape(finding.Says)}");
        foreach (var warning in warnings)
            screen.MarkupLine($"[yellow]note [/] {Markup.Escape($"{warning}")}");
        foreach (var section in settings.NotActedOn)
            screen.MarkupLine($"[yellow]note [/] {Markup.Escape($"`{section}` is set, and this version does not act on it yet")}");
        foreach (var gap in LeakMap.Of(settings))
            screen.WriteLine($"      not covered: {gap}");
        if (settings.Egress is not null)
            foreach (var leak in LeakMap.PastTheProxy(settings))
                screen.WriteLine($"      past the proxy: {leak}");
    }
}
