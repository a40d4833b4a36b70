using System.CommandLine;
using System.Text.Json;
using FedFilter.Commands.Demo;
using Spectre.Console;

namespace FedFilter.Commands;

/// <summary><c>demo</c>: a sample origin and two peers on loopback, a real gateway between them, and each decision as it falls.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "End after each request was made once." };
        var demo = new Command("demo", "The whole thing on loopback: an origin, a committed and an uncommitted peer, real signed requests.") { once };
        demo.SetAction((parse, cancellation) => RunAsync(parse.GetValue(once), cancellation));
        return demo;
    }

    private static async Task<int> RunAsync(bool once, CancellationToken cancellation)
    {
        await using var friend = await SamplePeer.StartAsync("friend.example");
        await using var stranger = await SamplePeer.StartAsync("stranger.example");
        var ports = new Dictionary<string, int>
        {
            [SampleOrigin.Host] = GuardedSite.FreePort(),
            ["neighbour.example"] = GuardedSite.FreePort(),
            [friend.Host] = friend.Port,
            [stranger.Host] = stranger.Port,
        };
        string config;
        await using (var neighbour = await SiteAsync("neighbour.example", "peers: []\n"))
        await using (var social = await SiteAsync(SampleOrigin.Host, Attested(friend)))
        {
            config = social.Config;
            var screen = CommandLine.Screen();
            Introduce(screen, social);
            using var outside = DemoStory.Outside(social, neighbour);
            try
            {
                await Task.WhenAll(social.AskAsync(stranger.Host, cancellation), social.AskAsync(neighbour.Host, cancellation), neighbour.AskAsync(social.Host, cancellation));
                do
                    foreach (var step in DemoStory.Of(friend, stranger, social, neighbour))
                    {
                        using var answer = await DemoStory.SendAsync(outside, step, cancellation);
                        Show(screen, step, answer, await answer.Content.ReadAsStringAsync(cancellation));
                        if (!once)
                            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                    }
                while (!once);
            }
            catch (OperationCanceledException)
            {
                // Ctrl+C is how the demo ends.
            }
        }

        Task<GuardedSite> SiteAsync(string host, string peers) =>
            GuardedSite.StartAsync(host, ports[host], ports.Where(port => port.Key != host).ToDictionary(), peers, cancellation);

        Console.WriteLine($"""

            Each refusal is in the audit log. See it with:
              dotnet run --project src/FedFilter -- audit list --config {config}
              dotnet run --project src/FedFilter -- check friend.example --config {config}
            """);
        return CommandLine.Done;
    }

    private static string Attested(SamplePeer friend) => $"""
        peers:
          - host: {friend.Host}
            attests: [no-ai-training]
            source: https://{friend.Host}/terms
            reviewed: {TimeProvider.System.GetUtcNow().AddDays(-1):yyyy-MM-dd}
            by: the demo

        """;

    private static void Introduce(IAnsiConsole screen, GuardedSite social)
    {
        screen.MarkupLineInterpolated($"FedFilter stands in front of [bold]{social.Host}[/] on 127.0.0.1:{social.Port}; its policy is in {social.Settings.Policies}.");
        screen.WriteLine("friend.example is attested to have committed to no-ai-training, stranger.example is not. neighbour.example has a FedFilter of its");
        screen.WriteLine("own: both have signed what they promise, and let each other in though neither's policy names the other. Ctrl+C ends the demo.");
        screen.WriteLine();
        screen.MarkupLine($"[bold]{"peer",-18}{"request",-36}{"decision",-14}reason[/]");
    }

    private static void Show(IAnsiConsole screen, DemoStep step, HttpResponseMessage answer, string body)
    {
        var passed = answer.IsSuccessStatusCode;
        var decision = $"{(int)answer.StatusCode} {(passed ? "pass" : "refuse")}";
        var colour = passed ? "green" : "red";
        screen.MarkupLine($"{Markup.Escape(step.Who),-18}{Markup.Escape(step.What),-36}[{colour}]{decision,-14}[/]{Markup.Escape(Reason(passed, body))}");
    }

    private static string Reason(bool passed, string body)
    {
        if (passed)
            return body.Contains("publicKey", StringComparison.Ordinal) && !body.Contains("summary", StringComparison.Ordinal) ? "only what others need to verify it" : "";
        using var problem = JsonDocument.Parse(body);
        var code = problem.RootElement.GetProperty("code").GetString()!;
        var missing = problem.RootElement.TryGetProperty("missing", out var terms) ? string.Join(", ", terms.EnumerateArray().Select(term => term.GetString())) : "";
        return missing.Length > 0 ? $"{code} (missing: {missing})" : code;
    }
}
