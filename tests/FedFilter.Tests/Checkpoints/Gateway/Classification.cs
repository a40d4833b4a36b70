using System.Collections.Concurrent;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Configuration;
using FedFilter.Policy.Compilation;
using Microsoft.AspNetCore.Http;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>The classifier as the program has it, for an origin of a software and a policy that names the paths of posts.</summary>
internal static class Classification
{
    private const string Policy = """
        mode: enforce
        rules:
          - { name: posts, when: { fetch: ["/users/*/statuses/*"] }, then: refuse }
          - { name: rest, then: allow }
        """;

    private static readonly ConcurrentDictionary<string, (RequestClassifier Classifier, OriginSettings Origin)> Known = new();

    public static ClassifiedRequest Of(string method, string target, IHeaderDictionary headers, bool hasBody, string software = "any")
    {
        var (classifier, origin) = Known.GetOrAdd(software, Create);
        return classifier.Classify(method, target, headers, hasBody, origin);
    }

    private static (RequestClassifier Classifier, OriginSettings Origin) Create(string software)
    {
        var (settings, problems) = SettingsFile.Read(
            "/etc/fedfilter/fedfilter.yaml", $$"""gateway: { origins: [{ host: social.example, upstream: "http://127.0.0.1:1", software: {{software}} }] }""", []);
        Assert.Empty(problems);
        var policy = PolicyCompiler.Compile([new PolicyFile("rules.yaml", Policy)]).Set!;
        return (new RequestClassifier(settings!.Gateway, new OpenPaths(settings.Gateway), () => policy), settings.Gateway.Origins[0]);
    }
}
