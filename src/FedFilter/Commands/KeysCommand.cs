using System.CommandLine;
using System.Text.Json;
using FedFilter.Configuration;
using FedFilter.Declarations.Commitments;
using FedFilter.Identity;

namespace FedFilter.Commands;

/// <summary><c>keys generate</c> and <c>keys show</c>: the keys FedFilter signs its own fetches with.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "FedFilter's own keys.") { Generate(), Show() };

    private static Command Generate()
    {
        var config = CommandLine.Config();
        var ca = new Option<bool>("--ca") { Description = "Also a certificate authority, for egress.intercept." };
        var generate = new Command("generate", "Make the keys that are not there yet. Never overwrites.") { config, ca };
        generate.SetAction(parse => With(parse.GetValue(config)!, settings =>
        {
            List<string> written = [.. OwnKeys.Generate(settings.Data), .. parse.GetValue(ca) ? EgressAuthority.Generate(settings.Data, TimeProvider.System) : []];
            foreach (var file in written)
                Console.WriteLine($"wrote {file}");
            if (written.Count == 0)
                Console.WriteLine("all keys are there already; nothing was changed");
            return CommandLine.Done;
        }));
        return generate;
    }

    private static Command Show()
    {
        var config = CommandLine.Config();
        var json = CommandLine.Json();
        var ca = new Option<bool>("--ca") { Description = "Instead the certificate authority's certificate, in PEM, for your server to trust." };
        var show = new Command("show", "Show the public halves.") { config, json, ca };
        show.SetAction(parse => With(parse.GetValue(config)!, settings =>
        {
            if (parse.GetValue(ca))
                return ShowAuthority(settings, parse.GetValue(json));
            var actors = OwnActors.Load(settings);
            var keys = settings.Gateway.Origins.Select(origin => (origin.Host, Key: actors.Of(origin).SigningKey, Ed25519: actors.Of(origin).DocumentKey.PublicMultibase)).ToList();
            if (parse.GetValue(json))
                Console.WriteLine(Words.JsonArray(keys.Select(one => JsonSerializer.Serialize(
                    new { origin = one.Host, keyId = one.Key.KeyId, publicKeyPem = one.Key.PublicPem, publicKeyMultibase = one.Ed25519, did = DidKey.Of(one.Ed25519) }, Words.OneLine))));
            else
                foreach (var (_, key, ed25519) in keys)
                    Console.WriteLine($"{key.KeyId}\n{key.PublicPem}\nEd25519 {ed25519}, for peers to pin: {DidKey.Of(ed25519)}\n");

            return CommandLine.Done;
        }));
        return show;
    }

    private static int ShowAuthority(Settings settings, bool json)
    {
        using var authority = EgressAuthority.Load(settings.Data, TimeProvider.System);
        var pem = authority.ExportCertificatePem();
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { subject = authority.Subject, notAfter = authority.NotAfter.ToUniversalTime(), certificatePem = pem }, Words.OneLine)
            : pem);
        return CommandLine.Done;
    }

    private static int With(string config, Func<Settings, int> use)
    {
        if (!CommandLine.TryLoad(config, out var settings))
            return CommandLine.BadUsage;
        try
        {
            return use(settings);
        }
        catch (FedFilterStartException e)
        {
            Console.Error.WriteLine(e.Message);
            return CommandLine.BadUsage;
        }
    }
}
