using System.CommandLine;
using System.Text.Json;
using FedFilter.Commands.Demo;
using FedFilter.Configuration;
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
        await using var origin = await SampleOrigin.StartAsync();
        await using var friend = await SamplePeer.StartAsync("friend.example");
        await using var stranger = await SamplePeer.StartAsync("stranger.example");
        var config = DemoFolder.Write(origin.Port, friend, stranger);
        if (!CommandLine.TryLoad(config, out var settings) || !CommandLine.TryLoadPolicy(settings, out var policy))
            return CommandLine.BadUsage;

        await using (var host = await FedFilterHost.StartAsync(settings, policy, FedFilterHost.NoLog, cancellation))
        {
            var screen = CommandLine.Screen();
            Introduce(screen, host.Gateway.Port, settings);
            using var outside = DemoStory.Outside(host.Gateway.Port);
            try
            {
                do
                    foreach (var step in DemoStory.Of(friend, stranger))
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

        Console.WriteLine($"""

            Each refusal is in the audit log. See it with:
              dotnet run --project src/FedFilter -- audit list --config {config}
              dotnet run --project src/FedFilter -- check friend.example --config {config}
            """);
        return CommandLine.Done;
    }

    private static void Introduce(IAnsiConsole screen, int port, Settings settings)
    {
        screen.MarkupLineInterpolated($"FedFilter stands in front of [bold]{SampleOrigin.Host}[/] on 127.0.0.1:{port}; its policy is in {settings.Policies}.");
        screen.WriteLine("friend.example has committed to no-ai-training, stranger.example has not. Ctrl+C ends the demo.");
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
